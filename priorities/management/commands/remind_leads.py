"""`manage.py remind_leads`: ask lead officers for updates that are due in a week or overdue. Run it once a day."""

from datetime import date

from governance.foundation.reminders import RemindersCommand
from priorities.updates.reminding import Letter, letters_for, remind


class Command(RemindersCommand[Letter]):
    """One mail an officer, period and day."""

    help = "Ask lead officers for updates that are due within a week, and every week for those that are overdue."

    def letters_for(self, day: date) -> list[Letter]:
        """One for each lead officer and period."""
        return letters_for(day)

    def remind(self, letter: Letter, day: date) -> bool:
        """Send it."""
        return remind(letter, day)

    def addressee(self, letter: Letter) -> str:
        """The lead officer."""
        return str(letter.person)

    def said(self, letter: Letter) -> str:
        """How many updates, for when."""
        return f"{letter.number} for {letter.period}{', overdue' if letter.is_overdue else ''}"
