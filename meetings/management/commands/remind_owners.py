"""`manage.py remind_owners`: write to owners of actions that are due in a week or overdue. Run it once a day."""

from datetime import date

from governance.foundation.reminders import RemindersCommand
from meetings.actions.reminding import Letter, letters_for, remind


class Command(RemindersCommand[Letter]):
    """One mail an owner and day."""

    help = "Remind owners of actions that are due within a week, and every week of those that are overdue."

    def letters_for(self, day: date) -> list[Letter]:
        """One for each owner."""
        return letters_for(day)

    def remind(self, letter: Letter, day: date) -> bool:
        """Send it."""
        return remind(letter, day)

    def addressee(self, letter: Letter) -> str:
        """The owner."""
        return str(letter.owner)

    def said(self, letter: Letter) -> str:
        """The actions by number."""
        return ", ".join(f"{due.line.action.body} {due.line.action.reference} ({due.kind})" for due in letter.dues)
