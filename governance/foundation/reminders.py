"""Reminders by mail: written in plain text and HTML, each sent once, and the commands that send them once a day."""

from abc import abstractmethod
from argparse import ArgumentParser
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Any, Generic, TypeVar

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.core.management.base import BaseCommand, CommandError
from django.db import IntegrityError, models, transaction
from django.template.loader import render_to_string
from django.utils import timezone
from tqdm import tqdm

from governance.foundation.sentences import counted

SECONDS_IN_SILENCE = 2

LetterT = TypeVar("LetterT")


def automatic_mail(
    template: str, *, subject: str, to: str, reply_to: Sequence[str] = (), **facts: Any
) -> EmailMultiAlternatives:
    """A mail that no person wrote: `template` with .txt as its text and with .html beside it; nobody's absence answers.

    `facts` go to both templates, with the portal's name and contact.
    """
    context = {**facts, "portal_name": settings.PORTAL_NAME, "contact": settings.PORTAL_CONTACT}
    message = EmailMultiAlternatives(
        subject=subject,
        body=render_to_string(f"{template}.txt", context),
        to=[to],
        reply_to=reply_to or None,
        headers={"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All"},
    )
    message.attach_alternative(render_to_string(f"{template}.html", context), "text/html")
    return message


def send_once(message: EmailMultiAlternatives, record: Callable[[], Sequence[models.Model]]) -> bool:
    """Send the mail and keep that it was sent; False where somebody else has sent it.

    `record` writes the rows that say so, and a constraint refuses a second one. They are written first: a program
    that is killed in between sends nothing rather than twice. Where the mail cannot be sent they are taken back, and
    what was wrong is raised.
    """
    try:
        with transaction.atomic():
            kept = record()
    except IntegrityError:
        return False
    try:
        message.send()
    except Exception:
        with transaction.atomic():
            for row in kept:
                row.delete()
        raise
    return True


class RemindersCommand(BaseCommand, Generic[LetterT]):
    """Sends the reminders of today. Run twice on a day, it sends only what could not be sent the first time."""

    @abstractmethod
    def letters_for(self, day: date) -> Iterable[LetterT]:
        """Every mail whose turn it is on `day`."""

    @abstractmethod
    def remind(self, letter: LetterT, day: date) -> bool:
        """Send it; False where it was sent already."""

    @abstractmethod
    def addressee(self, letter: LetterT) -> str:
        """To whom it goes."""

    @abstractmethod
    def said(self, letter: LetterT) -> str:
        """What it is about, in a few words."""

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Offer --dry-run."""
        parser.add_argument("--dry-run", action="store_true", help="say who would be written to; send nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write to everybody whose turn it is; one address that fails does not keep mail from the others."""
        day = timezone.localdate()
        letters = list(self.letters_for(day))
        if options["dry_run"]:
            for letter in letters:
                self.stdout.write(f"{self.addressee(letter)}: {self.said(letter)}")
            self.stdout.write(f"{counted(len(letters), 'mail')} would be sent.")
            return
        sent, failed = 0, []
        for letter in tqdm(letters, desc="Reminding", unit="mail", delay=SECONDS_IN_SILENCE, leave=False):
            try:
                sent += self.remind(letter, day)
            except Exception as error:  # noqa: BLE001 - whatever went wrong with one must not stop the rest
                failed.append(f"{self.addressee(letter)}: {type(error).__name__}")
        self.stdout.write(f"{counted(sent, 'mail was', 'mails were')} sent.")
        if failed:
            raise CommandError(f"{counted(len(failed), 'mail')} could not be sent: {'; '.join(failed)}.", returncode=1)
