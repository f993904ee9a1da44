"""What is wrong with an installation as far as its mail goes."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Tags, Warning, register


@register(Tags.compatibility, deploy=True)
def mail_is_set_up(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Ask for a mail server: without one nobody can follow a body."""
    if settings.MAIL_IS_SET_UP:
        return []
    return [
        Warning(
            "EMAIL_URL is not set, so the portal sends no mail and nobody can follow a body.",
            hint="Set it to smtp+tls://user:password@host:587, and MAIL_FROM to the sender’s address.",
            id="engagement.W001",
        )
    ]


@register(Tags.compatibility, deploy=True)
def a_worker_sends_the_mail(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Warn where mail is sent inside web requests."""
    if settings.TASK_QUEUE == "database":
        return []
    return [
        Warning(
            "TASK_QUEUE is “immediate”: whoever publishes waits for the mail server, and what fails is not retried.",
            hint="Leave TASK_QUEUE out and keep a worker running: manage.py db_worker.",
            id="engagement.W002",
        )
    ]
