"""What the tests of following share: journals of their own, and a real mail server."""

import pytest

from tests.post_office import post_office


@pytest.fixture(autouse=True)
def journals(settings, tmp_path):
    """Keep the workers' journals in the test's own folder."""
    settings.MAIL_JOURNALS = tmp_path / "mail"
    return settings.MAIL_JOURNALS


@pytest.fixture
def office(settings):
    """A post office, and the portal set up to hand its mail to it."""
    with post_office() as opened:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", opened.port
        yield opened
