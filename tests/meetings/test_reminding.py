"""Reminding: who is written to when, once, and what the mail says, sent to a real SMTP server."""

import datetime
import email
import email.policy
import io
import re
import socket

import pytest
from aiosmtpd.controller import Controller
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction

from governance.foundation.deeds import write
from meetings.actions.acting import amend_action, close_action
from meetings.actions.reminding import letters_for, remind
from meetings.models import Reminder
from tests import make, make_meetings

pytestmark = pytest.mark.django_db

DUE = datetime.date(2026, 4, 30)
A_DAY = datetime.timedelta(days=1)


@pytest.fixture
def tom(cast):
    """The owner, who has an address that nobody agreed to publish."""
    cast.member_person.email = "tom.ferris@example.org"
    return write(cast.member_person, by=None)


@pytest.fixture
def meeting(cast):
    return make_meetings.make_meeting(cast.health, "2026-03-05", status="held")


@pytest.fixture
def action(tom, meeting):
    return make_meetings.make_action(meeting, "Open the clinic", owner=tom, due=DUE)


class Box:
    """Keeps what it is sent, and refuses the addresses that it is told to."""

    def __init__(self):
        self.mails, self.refuses = [], set()

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802 - the library's name
        if address in self.refuses:
            return "550 no such address"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802 - the library's name
        self.mails.append((envelope.rcpt_tos, email.message_from_bytes(envelope.content, policy=email.policy.default)))
        return "250 OK"


@pytest.fixture
def box(settings):
    """A mail server on this machine, to which Django's own SMTP backend speaks."""
    kept = Box()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    controller = Controller(kept, hostname="127.0.0.1", port=port)
    controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST = "127.0.0.1"
    settings.EMAIL_PORT = port
    yield kept
    controller.stop()


def kinds(day):
    return [due.kind for letter in letters_for(day) for due in letter.dues]


@pytest.mark.parametrize(
    ("days", "said"),
    [(-8, []), (-7, ["due soon"]), (-6, ["due soon"]), (0, ["due soon"]), (1, ["overdue"]), (2, ["overdue"])],
)
def test_an_owner_is_reminded_from_a_week_before_the_due_day_on(action, days, said):
    assert kinds(DUE + days * A_DAY) == said


def sent(letters, day):
    return [remind(letter, day) for letter in letters]


def test_once_before_the_due_day_and_weekly_after_it(action, mailoutbox):
    told = []
    for days in range(-10, 24):
        day = DUE + days * A_DAY
        told += [days] * sum(sent(letters_for(day), day))
        assert letters_for(day) == []  # never twice on a day

    assert told == [-7, 1, 8, 15, 22]
    assert len(mailoutbox) == 5


def test_a_new_due_day_is_told_anew(cast, action, mailoutbox):
    sent(letters_for(DUE - 7 * A_DAY), DUE - 7 * A_DAY)
    assert kinds(DUE - 6 * A_DAY) == []
    amend_action(action, by=cast.secretary, due=DUE + A_DAY, reason="More time.")

    assert kinds(DUE - 6 * A_DAY) == ["due soon"]


def test_a_new_owner_is_reminded_from_the_start(cast, action, mailoutbox):
    sent(letters_for(DUE + A_DAY), DUE + A_DAY)
    cast.chair_person.email = "ida@example.org"
    write(cast.chair_person, by=None)
    amend_action(action, by=cast.secretary, owner=cast.chair_person, reason="Tom is on leave.")

    letters = letters_for(DUE + 2 * A_DAY)

    assert [letter.owner for letter in letters] == [cast.chair_person]


def test_what_is_closed_drafted_without_a_day_or_without_an_address_reminds_nobody(cast, tom, meeting):
    closed = make_meetings.make_action(meeting, owner=tom, due=DUE)
    close_action(closed, result="done", closing_text="Done.", by=cast.secretary, on=DUE)
    make_meetings.make_action(meeting, owner=tom, due=DUE, state="draft")
    make_meetings.make_action(meeting, owner=tom)
    make_meetings.make_action(meeting, owner=cast.chair_person, due=DUE)
    make_meetings.make_action(meeting, owner_organisation=cast.trust, due=DUE)

    assert letters_for(DUE + A_DAY) == []


def test_an_owner_gets_one_mail_with_a_link_for_each_action(client, action, mailoutbox, settings):
    settings.BASE_URL = "https://portal.example.org"
    item = make_meetings.make_item(action.meeting, restricted=True)
    make_meetings.make_action(action.meeting, "Quorvex", owner=action.owner, due=DUE + 3 * A_DAY, item=item)
    day = DUE + A_DAY

    assert sent(letters_for(day), day) == [True]

    mail = mailoutbox[0]
    assert mail.to == ["tom.ferris@example.org"]
    assert mail.subject == "Overdue: 2 actions of yours"
    html = mail.alternatives[0].content
    for text in (mail.body, html):
        assert "Open the clinic" in text
        assert "Quorvex" not in text
        assert "raised under a restricted item" in text
        links = re.findall(r"https://portal\.example\.org(/actions/report/[^\s\"]+)", text)
        assert len(links) == 2
        assert "Open the clinic" in client.get(links[0]).content.decode()
    assert mail.extra_headers["Auto-Submitted"] == "auto-generated"


def test_words_in_a_mail_are_escaped_in_html_and_plain_in_text(tom, meeting, mailoutbox):
    make_meetings.make_action(meeting, "Cut <b>costs</b> & “waste”", owner=tom, due=DUE)
    sent(letters_for(DUE), DUE)

    assert "Cut <b>costs</b> & “waste”" in mailoutbox[0].body
    assert "Cut &lt;b&gt;costs&lt;/b&gt; &amp; “waste”" in mailoutbox[0].alternatives[0].content


def test_two_programs_that_remind_at_once_send_one_mail(action, mailoutbox):
    (one,), (other,) = letters_for(DUE), letters_for(DUE)

    assert [remind(one, DUE), remind(other, DUE)] == [True, False]
    assert len(mailoutbox) == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        Reminder.objects.create(action=action, person=action.owner, kind="overdue", day=DUE, due=DUE)


def command(**options):
    out = io.StringIO()
    call_command("remind_owners", stdout=out, **options)
    return out.getvalue()


@pytest.fixture
def overdue(tom, meeting, cast):
    """Two overdue actions of two owners with addresses, as of today."""
    cast.chair_person.email = "ida.marlow@example.org"
    write(cast.chair_person, by=None)
    due = make.today() - A_DAY
    make_meetings.make_action(meeting, "Open the clinic", owner=tom, due=due)
    return make_meetings.make_action(meeting, "Paint it", owner=cast.chair_person, due=due)


def test_the_command_sends_through_a_real_mail_server_once_a_day(overdue, box):
    assert command() == "2 mails were sent.\n"
    assert command() == "0 mails were sent.\n"

    assert sorted(to for (to,), _ in box.mails) == ["ida.marlow@example.org", "tom.ferris@example.org"]
    mail = next(mail for (to,), mail in box.mails if to.startswith("tom"))
    assert mail["Subject"] == "Overdue: an action of yours"
    assert mail["To"] == "tom.ferris@example.org"
    plain, html = mail.get_body(("plain",)).get_content(), mail.get_body(("html",)).get_content()
    assert "Open the clinic" in plain
    assert "Open the clinic" in html
    assert "/actions/report/" in plain


def test_a_dry_run_names_nobodys_address_and_sends_and_keeps_nothing(overdue, box):
    said = command(dry_run=True)

    assert said == (
        "Ida Marlow: Health 2026/2 (overdue)\nTom Ferris: Health 2026/1 (overdue)\n2 mails would be sent.\n"
    )
    assert box.mails == []
    assert not Reminder.objects.exists()


def test_an_address_that_fails_keeps_no_mail_from_the_others_and_is_tried_again(overdue, box):
    box.refuses = {"ida.marlow@example.org"}
    with pytest.raises(CommandError) as failure:
        command()
    assert str(failure.value) == "1 mail could not be sent: Ida Marlow: SMTPRecipientsRefused."
    assert "@" not in str(failure.value)
    assert [to for (to,), _ in box.mails] == ["tom.ferris@example.org"]
    box.refuses = set()

    assert command() == "1 mail was sent.\n"
    assert Reminder.objects.count() == 2


def test_reminders_are_for_editors_alone(cast, action, mailoutbox):
    sent(letters_for(DUE), DUE)

    readers = (cast.visitor, cast.member, cast.secretary)
    assert [Reminder.objects.visible_to(user).exists() for user in readers] == [False, False, True]
