"""Reading the data files: from TOML to steps that are known to be well formed, or an error that says where."""

import datetime
import inspect
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.utils import timezone

from governance.foundation.sentences import plain_day
from governance.models import TermsOfReference, TermsSection
from partnership.example.verbs import VERBS

FOLDER = Path(__file__).parent
"""Where the four partnerships are told; what each is for is told in the folder `priorities` beside."""


class BadExampleError(Exception):
    """A data file is wrong. Its text names the file and the entry, and says what is the matter."""


@dataclass(frozen=True)
class Partnership:
    """The root body, and the partnerships whose records it builds on."""

    slug: str
    name: str
    since: datetime.date
    needs: Sequence[str] = ()
    purpose: str = ""
    reason: str = ""
    dates_as_said: str = ""


@dataclass(frozen=True)
class Partner:
    """An organisation. Several files may tell of the same one, in the same words."""

    slug: str
    name: str
    sector: str
    website: str = ""
    identifier: str = ""
    place: str = ""


@dataclass(frozen=True)
class Someone:
    """An invented person; `account` acts for them."""

    slug: str
    name: str
    post: str = ""
    organisation: str = ""
    grade: int | None = None
    account: str = ""


@dataclass(frozen=True)
class Given:
    """An account's appointment."""

    account: str
    role: str
    body: str
    since: datetime.date


@dataclass(frozen=True)
class Step:
    """One deed on one day."""

    where: str
    verb: str
    subject: Any
    told: Mapping[str, Any]
    on: datetime.date
    reason: str
    dates_as_said: str


@dataclass(frozen=True)
class Signed:
    """The meeting that signed terms off: which body's (empty: the body's own), who chaired it, when and where."""

    on: datetime.date
    place: str
    chair: str
    at: str = ""
    reason: str = ""


@dataclass(frozen=True)
class Terms:
    """A version of terms of reference, the same words for each body in `of`; without `signed` it stays a draft.

    Sections that it does not tell are carried over from the version before.
    """

    where: str
    of: Sequence[str]
    level: str
    sections: Mapping[str, str]
    signed: Signed | None = None
    review_due: datetime.date | None = None


@dataclass
class Telling:
    """All that one file tells."""

    file: str
    partnership: Partnership
    partners: list[tuple[str, Partner]] = field(default_factory=list)
    people: list[tuple[str, Someone]] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)
    terms: list[Terms] = field(default_factory=list)
    given: list[tuple[str, Given]] = field(default_factory=list)
    plans: list[Step] = field(default_factory=list)
    """Strategies, plans and figures, which come once the structure and its terms stand."""


TOLD_OF_DAYS = ("reason", "dates_as_said")
"""What a day says for all its steps, unless a step says otherwise."""

PARTS = {"partnership", "organisation", "person", "day", "terms", "appointment"}


def tellings(folder: Path = FOLDER) -> list[Telling]:
    """Every file of `folder`, each after those it needs. Raises BadExampleError before anything is written."""
    told = {telling.partnership.slug: telling for telling in map(_telling, sorted(folder.glob("*.toml")))}
    ordered: dict[str, Telling] = {}

    def place(slug: str, asked_by: str, line: tuple[str, ...]) -> None:
        if slug not in told:
            raise BadExampleError(f"{asked_by}: there is no file that tells of “{slug}”.")
        if slug in line:
            raise BadExampleError(f"{asked_by}: {' and '.join(line)} need each other.")
        for needed in told[slug].partnership.needs:
            place(needed, told[slug].file, (*line, slug))
        ordered.setdefault(slug, told[slug])

    for slug, telling in told.items():
        place(slug, telling.file, ())
    return list(ordered.values())


def _tables(path: Path, name: str) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadExampleError(f"{name}: this is not TOML: {error}") from error


def _plans(path: Path) -> list[Step]:
    """The steps of a file that tells of days alone; none where there is no such file."""
    name = f"{path.parent.name}/{path.name}"
    tables = _tables(path, name) if path.is_file() else {}
    if unknown := sorted(set(tables) - {"day"}):
        raise BadExampleError(f"{name}: “{', '.join(unknown)}” is no part of a file that tells of plans.")
    return list(_steps(tables.get("day", []), name))


def _telling(path: Path) -> Telling:
    tables = _tables(path, path.name)
    if unknown := sorted(set(tables) - PARTS):
        raise BadExampleError(f"{path.name}: “{', '.join(unknown)}” is no part of a file.")
    root = made(Partnership, tables.get("partnership", {}), f"{path.name}, [partnership]")
    return Telling(
        file=path.name,
        partnership=root,
        partners=_each(Partner, tables, "organisation", path.name),
        people=_each(Someone, tables, "person", path.name),
        steps=list(_steps(tables.get("day", []), path.name)),
        terms=[_terms(table, where) for table, where in _numbered(tables, "terms", path.name)],
        given=_each(Given, tables, "appointment", path.name),
        plans=_plans(path.parent / "priorities" / path.name),
    )


def _steps(days: Sequence[Mapping[str, Any]], file: str) -> Iterator[Step]:
    last = datetime.date.min
    for number, day in enumerate(days, 1):
        where = f"{file}, day {number}"
        on = _counted_back(day["days_ago"], where) if "days_ago" in day else _day(day.get("on"), where)
        where = f"{file}, {plain_day(on)}"
        if on < last:
            raise BadExampleError(f"{where}: the days are not in order.")
        if unknown := sorted(set(day) - {"on", "days_ago", *TOLD_OF_DAYS, "step"}):
            raise BadExampleError(f"{where}: a day says nothing of “{', '.join(unknown)}”.")
        last = on
        for place, step in enumerate(day.get("step", []), 1):
            verb = next(iter(step), "")
            entry = f"{where}, step {place} ({verb} {step.get(verb, '')})"
            if verb not in VERBS:
                raise BadExampleError(f"{entry}: a step begins with one of {', '.join(VERBS)}.")
            told = {name: value for name, value in step.items() if name not in (verb, *TOLD_OF_DAYS)}
            fits(VERBS[verb], entry, (None, step[verb]), told)
            shared = (step.get(name, day.get(name, "")) for name in TOLD_OF_DAYS)
            yield Step(entry, verb, step[verb], told, on, *shared)


def _terms(table: Mapping[str, Any], where: str) -> Terms:
    of = table.get("of", [])
    bodies = [of] if isinstance(of, str) else of
    where = f"{where} ({', '.join(map(str, bodies))})"
    told = {**table, "of": bodies, "where": where}
    if "signed" in told:
        told["signed"] = made(Signed, told["signed"], where)
        _day(told["signed"].on, where)
    terms = made(Terms, told, where)
    if terms.level not in TermsOfReference.Level.values:
        raise BadExampleError(f"{where}: terms are {' or '.join(TermsOfReference.Level.values)}.")
    if unknown := sorted({section_kind(name) for name in terms.sections} - set(TermsSection.Kind.values)):
        raise BadExampleError(f"{where}: “{', '.join(unknown)}” is no section of terms of reference.")
    return terms


def section_kind(name: str) -> str:
    """The kind of section that a key such as “members_role” stands for."""
    return name.replace("_", " ")


# Tables ------------------------------------------------------------------------------------------------


def _numbered(tables: Mapping[str, Any], part: str, file: str) -> Iterator[tuple[Any, str]]:
    for number, table in enumerate(tables.get(part, []), 1):
        yield table, f"{file}, {part} {number}"


def _each(model: type[Any], tables: Mapping[str, Any], part: str, file: str) -> list[tuple[str, Any]]:
    """Each table of a part as a record, with the words that say where it stands."""
    entries = [
        (table, f"{entry} ({table.get('slug', table.get('account', ''))})")
        for table, entry in _numbered(tables, part, file)
    ]
    return [(entry, made(model, table, entry)) for table, entry in entries]


def made(model: type[Any], table: Mapping[str, Any], where: str) -> Any:
    """The record that a table tells of. Raises BadExampleError where something is missing or unknown."""
    fits(model, where, (), table)
    if "since" in table:
        _day(table["since"], where)
    return model(**table)


def fits(called: Callable[..., Any], where: str, first: tuple[Any, ...], told: Mapping[str, Any]) -> None:
    """Raise BadExampleError where something is missing or unknown."""
    try:
        inspect.signature(called).bind(*first, **told)
    except TypeError as error:
        raise BadExampleError(f"{where}: {error}.") from error


def _counted_back(days: Any, where: str) -> datetime.date:
    if type(days) is not int or days < 0:
        raise BadExampleError(f"{where}: “days_ago” counts days back from the day of loading, such as 14.")
    return timezone.localdate() - datetime.timedelta(days=days)


def _day(value: Any, where: str) -> datetime.date:
    if type(value) is not datetime.date:
        raise BadExampleError(f"{where}: a day is written as 2012-01-25, without quotation marks.")
    return value
