"""Days and times of meetings in plain words."""

import datetime

from governance.foundation.sentences import plain_day

NOON = datetime.time(12)
MIDNIGHT = datetime.time(0)


def plain_time(time: datetime.time) -> str:
    """A time for people: 10am, 2:30pm, midday, midnight."""
    if time in (NOON, MIDNIGHT):
        return "midday" if time == NOON else "midnight"
    minutes = f":{time.minute:02}" if time.minute else ""
    return f"{time.hour % 12 or 12}{minutes}{'am' if time.hour < 12 else 'pm'}"


def plain_times(starts_at: datetime.time | None, ends_at: datetime.time | None) -> str:
    """“10am”, “10am to midday”, or an empty string where the day is all that is known."""
    if starts_at is None:
        return ""
    return f"{plain_time(starts_at)} to {plain_time(ends_at)}" if ends_at else plain_time(starts_at)


def plain_when(day: datetime.date, starts_at: datetime.time | None = None, ends_at: datetime.time | None = None) -> str:
    """“5 March 2009, 10am to midday”."""
    return ", ".join(filter(None, [plain_day(day), plain_times(starts_at, ends_at)]))
