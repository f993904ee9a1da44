"""Reading the data files of meetings, one for each partnership that has any."""

import datetime
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from partnership.example.reading import FOLDER, BadExampleError, made

MEETINGS = FOLDER / "meetings"
"""Where the meetings are told."""

TABLES = frozenset({"item", "declaration", "correction", "attendance_correction"})
"""Parts of a meeting that stand once for each of several rows."""


@dataclass(frozen=True)
class ToldPaper:
    """A paper written in the editor."""

    title: str
    text: str
    author: str = ""
    purpose: str = ""
    recommendation: str = ""


@dataclass(frozen=True)
class ToldDecision:
    """A decision; `adopts` is the body whose terms were signed off with it, `about` the planned action it is about.

    `confident_in`: the plan whose handover it lets pass, where the body says that it is confident.
    """

    text: str
    outcome: str = "approved"
    adopts: str = ""
    confident_in: str = ""
    about: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class ToldAction:
    """An action, the planned action that it is `about`, how it went on, and how it ended.

    `follows`: which decision under the same item it carries out, the first being 1; 0 for none.
    """

    what: str
    owner: str = ""
    owner_body: str = ""
    owner_organisation: str = ""
    due: datetime.date | None = None
    due_as_said: str = ""
    closed: datetime.date | None = None
    result: str = ""
    closing: str = ""
    follows: int = 0
    about: Mapping[str, str] = field(default_factory=dict)
    progress: Sequence[Mapping[str, Any]] = ()


@dataclass(frozen=True)
class ToldItem:
    """An agenda item with its papers, what was said, decided and asked for. A standing item is told by its kind."""

    kind: str = "business"
    title: str = ""
    text: str = ""
    presenter: str = ""
    presenter_name: str = ""
    asked: str = ""
    planned: int | None = None
    priority: str = ""
    serves_none_because: str = ""
    restricted: bool = False
    restriction_reason: str = ""
    public_title: str = ""
    minutes: str = ""
    papers: Sequence[ToldPaper] = ()
    decisions: Sequence[ToldDecision] = ()
    actions: Sequence[ToldAction] = ()


@dataclass(frozen=True)
class ToldDeclaration:
    """An interest that somebody declared."""

    who: str
    interest: str


@dataclass(frozen=True)
class ToldCorrection:
    """A correction of what the minutes say under an item."""

    item: str
    text: str
    reason: str
    on: datetime.date


@dataclass(frozen=True)
class ToldAttendanceCorrection:
    """A correction of who was there: who was recorded otherwise, by their addresses."""

    reason: str
    on: datetime.date
    present: Sequence[str] = ()
    apologies: Sequence[str] = ()
    absent: Sequence[str] = ()


@dataclass(frozen=True)
class ToldReport:
    """What a representative reported of an outside body's meeting, `at` the home body's meeting of that day."""

    at: datetime.date
    text: str
    shared: datetime.date | None = None
    position: str = ""


@dataclass(frozen=True)
class ToldMeeting:
    """A meeting on a day, or `ahead` of the day of loading by so many days, on the first working day after."""

    of: str
    where: str
    on: datetime.date | None = None
    ahead: int = 0
    starts: datetime.time | None = None
    ends: datetime.time | None = None
    place: str = ""
    kind: str = "ordinary"
    mode: str = "in person"
    title: str = ""
    facilitator: str = ""
    public_may_attend: bool = False
    with_bodies: Sequence[str] = ()
    moved: Mapping[str, Any] = field(default_factory=dict)
    cancelled: str = ""
    agenda: bool = False
    chair: str = ""
    present: Sequence[str] = ()
    apologies: Sequence[str] = ()
    absent: Sequence[str] = ()
    in_attendance: Mapping[str, str] = field(default_factory=dict)
    published: bool = False
    approved: datetime.date | None = None
    declarations: Sequence[ToldDeclaration] = ()
    items: Sequence[ToldItem] = ()
    corrections: Sequence[ToldCorrection] = ()
    attendance_corrections: Sequence[ToldAttendanceCorrection] = ()
    reported: ToldReport | None = None

    @property
    def was_held(self) -> bool:
        """Whether there are minutes of it."""
        return bool(self.present)


def told_meetings(partnership: str, folder: Path = MEETINGS) -> list[ToldMeeting]:
    """The meetings of a partnership, in the order of its file. Raises BadExampleError before anything is written."""
    path = folder / f"{partnership}.toml"
    if not path.is_file():
        return []
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadExampleError(f"meetings/{path.name}: this is not TOML: {error}") from error
    return [_meeting(table, f"meetings/{path.name}, meeting {n}") for n, table in enumerate(tables["meeting"], 1)]


def _meeting(table: Mapping[str, Any], where: str) -> ToldMeeting:
    where = f"{where} ({table.get('of', '')}, {table.get('on') or table.get('ahead')})"
    told = {name: value for name, value in table.items() if name not in TABLES}
    told["items"] = [_item(item, where) for item in table.get("item", [])]
    told["declarations"] = [made(ToldDeclaration, row, where) for row in table.get("declaration", [])]
    told["corrections"] = [made(ToldCorrection, row, where) for row in table.get("correction", [])]
    rows = table.get("attendance_correction", [])
    told["attendance_corrections"] = [made(ToldAttendanceCorrection, row, where) for row in rows]
    if "reported" in told:
        told["reported"] = made(ToldReport, told["reported"], where)
    meeting = made(ToldMeeting, {**told, "where": where}, where)
    if (meeting.on is None) == (meeting.ahead == 0):
        raise BadExampleError(f"{where}: a meeting is told with a day, or as so many days ahead.")
    return meeting


def _item(table: Mapping[str, Any], where: str) -> ToldItem:
    told = {name: value for name, value in table.items() if name not in {"paper", "decision", "action"}}
    told["papers"] = [made(ToldPaper, row, where) for row in table.get("paper", [])]
    told["decisions"] = [made(ToldDecision, row, where) for row in table.get("decision", [])]
    told["actions"] = [made(ToldAction, row, where) for row in table.get("action", [])]
    return made(ToldItem, told, where)
