"""The mail server's address, and what the checks say where there is none."""

import os
import subprocess
import sys

import pytest

from partnership.engagement.checks import a_worker_sends_the_mail, mail_is_set_up
from partnership.environment import Misconfigured
from partnership.mail_server import mail_server, mailbox, sender

SMTP = "django.core.mail.backends.smtp.EmailBackend"


@pytest.mark.parametrize(
    ("address", "port", "starttls", "tls"),
    [
        ("smtp+tls://jo%40x:p%2Fw@mail.example.org", 587, True, False),
        ("smtps://jo%40x:p%2Fw@mail.example.org", 465, False, True),
        ("smtp://jo%40x:p%2Fw@mail.example.org:2525/", 2525, False, False),
    ],
)
def test_an_address_says_how_mail_is_handed_over(address, port, starttls, tls):
    found = mail_server(address, production=True)

    assert (found["EMAIL_BACKEND"], found["EMAIL_HOST"], found["EMAIL_PORT"]) == (SMTP, "mail.example.org", port)
    assert (found["EMAIL_USE_TLS"], found["EMAIL_USE_SSL"]) == (starttls, tls)
    assert (found["EMAIL_HOST_USER"], found["EMAIL_HOST_PASSWORD"]) == ("jo@x", "p/w")
    assert found["EMAIL_TIMEOUT"] == 30


@pytest.mark.parametrize(
    "address",
    [
        "mail.example.org",
        "http://a.example",
        "smtp://",
        "smtp://a:b",
        "smtp://a/x",
        "smtp://a?b=c",
        "smtp://a:0",
        "tls:",
    ],
)
def test_an_address_that_means_nothing_is_refused(address):
    with pytest.raises(Misconfigured, match="EMAIL_URL must look like"):
        mail_server(address, production=False)


def test_mail_is_printed_only_on_this_machine():
    assert mail_server("", production=False)["EMAIL_BACKEND"].endswith("console.EmailBackend")
    assert mail_server("", production=True)["EMAIL_BACKEND"].endswith("dummy.EmailBackend")
    with pytest.raises(Misconfigured, match="must name a mail server in production"):
        mail_server("console:", production=True)


def test_the_sender_is_an_address_with_the_portals_name():
    assert sender("MAIL_FROM", "portal@example.org", shown_as="Our Portal") == "Our Portal <portal@example.org>"
    with pytest.raises(Misconfigured, match="MAIL_FROM must be an e-mail address"):
        mailbox("MAIL_FROM", "portal")
    assert mailbox("MAIL_UNSUBSCRIBE_TO", "") == ""


def test_the_checks_ask_for_a_mail_server_and_a_worker(settings):
    assert mail_is_set_up(None) == a_worker_sends_the_mail(None) == []
    settings.MAIL_IS_SET_UP, settings.TASK_QUEUE = False, "immediate"

    assert [found.id for found in mail_is_set_up(None) + a_worker_sends_the_mail(None)] == [
        "engagement.W001",
        "engagement.W002",
    ]


def test_production_with_mail_names_its_sender(project, tmp_path):
    environment = {
        "PATH": os.environ["PATH"],
        "PORTAL_MODE": "production",
        "SECRET_KEY": "".join(map(chr, range(48, 110))),
        "ALLOWED_HOSTS": "portal.example.org",
        "BASE_URL": "https://portal.example.org",
        "DATA_DIR": str(tmp_path),
        "EMAIL_URL": "smtps://mail.example.org",
    }
    run = [sys.executable, "-c", "from partnership import settings; print(settings.DEFAULT_FROM_EMAIL)"]
    started = subprocess.run(run, cwd=project, env=environment, capture_output=True, text=True, check=False)
    named = subprocess.run(
        run, cwd=project, env={**environment, "MAIL_FROM": "a@example.org"}, capture_output=True, text=True, check=False
    )

    assert "MAIL_FROM must be set where EMAIL_URL is" in started.stderr
    assert named.stdout == "Partnership governance portal <a@example.org>\n"
