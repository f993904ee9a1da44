"""The timeline of a plan: its milestones and due days in order, as an SVG and as the rows of the table beside it.

It runs down the page, narrow enough for a telephone, with every label beside its mark. A plan with very many days is
told month by month. What has no day is listed apart.
"""

import datetime
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

from django.utils.formats import date_format
from django.utils.safestring import SafeString, mark_safe

from governance.diagram.lettering import clean, wrap
from governance.foundation.sentences import counted, plain_day
from priorities.models import PlanAction, Status
from priorities.plans.plan_parts import ActionRead, PlanRead, tally

MOST_MARKS = 60
"""With more days than this the timeline counts by month."""
LONGEST_WORDS = 140

WIDTH, AXIS, LEFT, TOP = 288, 11, 30, 12
LINE, SMALL_LINE, GAP = 19, 18, 12
SIZE, SMALL = 15, 14
PIXELS_A_DAY, WIDEST_GAP = 0.12, 36
INK, QUIET, PALE = "#0b0c0c", "#505a5f", "#b1b4b6"
FONT = "Arial, Liberation Sans, Helvetica, sans-serif"


@dataclass(frozen=True)
class Mark:
    """One day of the timeline, or one month of a long one."""

    day: datetime.date
    """The day, or the first of the month."""
    day_in_words: str
    what: str
    """“Action due”, “Milestone”, or empty for a month."""
    words: str
    standing: str
    """How it stands, in words."""
    is_done: bool = False

    @property
    def is_milestone(self) -> bool:
        """Whether it is drawn as a diamond."""
        return self.what == MILESTONE


ACTION, MILESTONE = "Action due", "Milestone"


@dataclass(frozen=True)
class Undated:
    """What has no day: the words, and what was said instead of a day."""

    words: str
    said: str


@dataclass(frozen=True)
class Timeline:
    """The marks in order, and what could not be placed."""

    marks: Sequence[Mark]
    undated: Sequence[Undated]
    by_month: bool
    title: str
    day: datetime.date

    @property
    def description(self) -> str:
        """What the drawing shows, in a sentence or two."""
        if not self.marks:
            return "No day is set."
        first, last = self.marks[0].day_in_words, self.marks[-1].day_in_words
        days = len({mark.day for mark in self.marks})
        if self.by_month:
            found = f"{counted(days, 'month')} in which something is due"
        else:
            steps = sum(mark.is_milestone for mark in self.marks)
            numbers = ((len(self.marks) - steps, "action"), (steps, "milestone"))
            due = " and ".join(counted(number, noun) for number, noun in numbers if number)
            found = f"{due}, due on {counted(days, 'day')}"
        spread = f", from {first} to {last}" if days > 1 else f": {first}"
        return f"{found}{spread}. The table holds the same."


def timeline_of(read: PlanRead) -> Timeline:
    """The timeline of a plan as it is read on a day. No query."""
    by_month = sum(_dated(each) for each in read.actions) > MOST_MARKS
    marks: list[Mark] = []
    undated: list[Undated] = []
    for each in read.actions:
        for entry in _entries(each, undated_only=by_month):
            if isinstance(entry, Mark):
                marks.append(entry)
            else:
                undated.append(entry)
    marks.sort(key=lambda mark: mark.day)
    title = f"Timeline of {read.plan.title}"
    return Timeline(_months(read) if by_month else marks, undated, by_month, title, read.day)


def _dated(each: ActionRead) -> int:
    """How many days an action and its milestones have."""
    return (each.action.due is not None) + sum(step.due is not None for step in each.milestones)


def _entries(each: ActionRead, *, undated_only: bool) -> Iterator[Mark | Undated]:
    action = each.action
    for due, when, text, step in (
        (action.due, each.when, action.what, None),
        *((step.due, step.when, step.text, step) for step in each.milestones),
    ):
        if due is None:
            yield Undated(_words(action, text), when or "no date")
        elif undated_only:
            continue
        elif step is None:
            yield Mark(due, when, ACTION, _words(action, text), each.state_in_words, each.state == Status.COMPLETE)
        else:
            reached = f"Reached on {plain_day(step.reached_on)}" if step.reached_on else "Not reached"
            yield Mark(due, when, MILESTONE, _words(action, text), reached, step.reached_on is not None)


def _words(action: PlanAction, text: str) -> str:
    return f"{action.reference}: {_short(text)}"


def _short(text: str) -> str:
    words = clean(text[: 2 * LONGEST_WORDS])
    return words if len(words) <= LONGEST_WORDS else f"{words[:LONGEST_WORDS].rstrip()}…"


def _months(read: PlanRead) -> list[Mark]:
    actions: dict[datetime.date, list[ActionRead]] = defaultdict(list)
    steps: dict[datetime.date, list[bool]] = defaultdict(list)
    for each in read.actions:
        if each.action.due:
            actions[each.action.due.replace(day=1)].append(each)
        for step in each.milestones:
            if step.due:
                steps[step.due.replace(day=1)].append(step.reached_on is not None)
    return [_month(first, actions[first], steps[first]) for first in sorted({*actions, *steps})]


def _month(first: datetime.date, actions: Sequence[ActionRead], steps: Sequence[bool]) -> Mark:
    said = [f"{counted(len(actions), 'action')} due"] if actions else []
    said += [counted(len(steps), "milestone")] if steps else []
    standing = [f"{number} {words.lower()}" for words, number in tally(actions)]
    standing += [f"{sum(steps)} of {counted(len(steps), 'milestone')} reached"] if steps else []
    done = all(steps) and all(each.state == Status.COMPLETE for each in actions)
    return Mark(first, date_format(first, "F Y"), "", ", ".join(said), ", ".join(standing), done)


# Painting -----------------------------------------------------------------------------------------------------


def paint(timeline: Timeline, *, name: str = "timeline") -> SafeString:
    """The whole timeline as one `<svg>`; `name` begins its ids. Empty without a mark."""
    return _svg(timeline, timeline.marks, name, timeline.title) if timeline.marks else SafeString("")


def painted_sheets(timeline: Timeline, *, height: int, name: str = "timeline") -> list[SafeString]:
    """The timeline cut into drawings no higher than `height` pixels where a single mark allows it, for paper."""
    sheets: list[list[Mark]] = []
    left = 0.0
    for mark in timeline.marks:
        needed = _height(mark) + GAP + WIDEST_GAP
        if not sheets or needed > left:
            sheets.append([])
            left = height - 2 * TOP - 2 * LINE
        sheets[-1].append(mark)
        left -= needed
    many = len(sheets)
    titles = [f"{timeline.title}, part {n} of {many}" if many > 1 else timeline.title for n in range(1, many + 1)]
    drawn = zip(sheets, titles, strict=True)
    return [_svg(timeline, marks, f"{name}-{n}", title) for n, (marks, title) in enumerate(drawn, start=1)]


def _svg(timeline: Timeline, marks: Sequence[Mark], name: str, title: str) -> SafeString:
    out: list[str] = []
    down = float(TOP)
    before: Mark | None = None
    is_told = False
    for mark in marks:
        if before is not None:
            down += GAP + min((mark.day - before.day).days * PIXELS_A_DAY, WIDEST_GAP)
        is_between = before is not None and before.day < timeline.day <= mark.day
        if is_between and not is_told:
            down = _day_line(out, timeline.day, down)
            is_told = True
        down = _paint_mark(out, mark, down)
        before = mark
    height = round(down + TOP)
    drawn = "".join(out)
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{height}" viewBox="0 0 {WIDTH} {height}" '
        f'role="img" aria-labelledby={quoteattr(f"{name}-title")} aria-describedby={quoteattr(f"{name}-desc")} '
        f'font-family="{FONT}" fill="{INK}"><title id={quoteattr(f"{name}-title")}>{escape(clean(title))}</title>'
        f"<desc id={quoteattr(f'{name}-desc')}>{escape(clean(timeline.description))}</desc>"
        f'<rect width="{WIDTH}" height="{height}" fill="#ffffff"/>'
        f'<path d="M{AXIS} {TOP}V{height - TOP}" stroke="{PALE}" stroke-width="3" fill="none"/>'
    )
    return mark_safe(f"{head}{drawn}</svg>")  # noqa: S308 - every text was escaped


def _lines(mark: Mark) -> list[tuple[str, int, str, bool]]:
    """Each line of a mark's label: text, size, colour, bold."""
    room = WIDTH - LEFT - 4
    found = [(line, SIZE, INK, True) for line in wrap(mark.day_in_words, room, SIZE, bold=True)]
    found += [(line, SIZE, INK, False) for line in wrap(mark.words, room, SIZE)]
    standing = f"{mark.what}. {mark.standing}" if mark.what else mark.standing
    return found + [(line, SMALL, QUIET, False) for line in wrap(standing, room, SMALL)]


def _height(mark: Mark) -> float:
    return sum(LINE if size == SIZE else SMALL_LINE for _, size, _, _ in _lines(mark))


def _paint_mark(out: list[str], mark: Mark, down: float) -> float:
    middle = round(down + LINE / 2 + 1, 1)
    fill = INK if mark.is_done else "#ffffff"
    if mark.is_milestone:
        shape = f'<path d="M{AXIS} {middle - 9}l9 9l-9 9l-9 -9z"'
    else:
        shape = f'<circle cx="{AXIS}" cy="{middle}" r="7"'
    out.append(f'{shape} fill="{fill}" stroke="{INK}" stroke-width="2"/>')
    for text, size, colour, bold in _lines(mark):
        down += LINE if size == SIZE else SMALL_LINE
        weight = ' font-weight="bold"' if bold else ""
        where = f'x="{LEFT}" y="{round(down - 4, 1)}" font-size="{size}"'
        out.append(f'<text {where} fill="{colour}"{weight}>{escape(text.rstrip())}</text>')
    return down


def _day_line(out: list[str], day: datetime.date, down: float) -> float:
    """A dashed line where the day of the page falls."""
    words = f"Seen from {plain_day(day)}"
    out.append(
        f'<path d="M0 {round(down, 1)}H{WIDTH}" stroke="{QUIET}" stroke-dasharray="4 4" stroke-width="1" fill="none"/>'
        f'<text x="{LEFT}" y="{round(down + LINE - 3, 1)}" font-size="{SMALL}" fill="{QUIET}">{escape(words)}</text>'
    )
    return down + LINE + GAP / 2
