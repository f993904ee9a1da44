"""A strict reader of calendar files, written from RFC 5545 and from nothing that the portal uses.

It reads octets, not letters: each line ends in CR LF and holds at most 75 octets; a folded line is joined before its
letters are decoded. What is not as the standard says is an AssertionError that names the line.
"""

import datetime
import re
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

NAME = re.compile(r"[A-Za-z0-9-]+")
PARAMETER = re.compile(r';([A-Za-z0-9-]+)=("[^"\x00-\x1f]*"|[^";:,\x00-\x1f]*)')
ONCE = ("UID", "DTSTAMP", "DTSTART", "DTEND", "SEQUENCE", "SUMMARY", "STATUS", "LOCATION", "URL", "LAST-MODIFIED")
NEEDED = ("UID", "DTSTAMP", "DTSTART", "SUMMARY", "STATUS", "SEQUENCE", "URL", "LAST-MODIFIED")
LOOSE_TEXT = re.compile(r"(?<!\\)(?:\\\\)*[,;]")


@dataclass
class Property:
    """A line: its value as it is written, and its parameters."""

    value: str
    parameters: dict[str, str]


@dataclass
class Component:
    """What stands between BEGIN and END."""

    name: str
    properties: dict[str, list[Property]] = field(default_factory=dict)
    parts: list["Component"] = field(default_factory=list)

    def one(self, name):
        """The only property of that name."""
        (found,) = self.properties[name]
        return found

    def text(self, name):
        """The text of the only property of that name, None where there is none."""
        if name not in self.properties:
            return None
        value = self.one(name).value
        return re.sub(r"\\(.)", lambda match: "\n" if match[1] in "nN" else match[1], value)

    def when(self, name):
        """A day, a moment in London or a moment in UTC."""
        found = self.one(name)
        if found.parameters.get("VALUE") == "DATE":
            assert re.fullmatch(r"\d{8}", found.value), found.value
            return datetime.datetime.strptime(found.value, "%Y%m%d").date()
        assert re.fullmatch(r"\d{8}T\d{6}Z?", found.value), found.value
        moment = datetime.datetime.strptime(found.value.rstrip("Z"), "%Y%m%dT%H%M%S")
        if found.value.endswith("Z"):
            assert "TZID" not in found.parameters
            return moment.replace(tzinfo=datetime.UTC)
        return moment.replace(tzinfo=ZoneInfo(found.parameters["TZID"]))


def read(content: bytes) -> Component:
    """The calendar. Raises AssertionError for whatever a strict program would not load."""
    calendar = _component(_lines(content))
    assert calendar.name == "VCALENDAR"
    assert calendar.one("VERSION").value == "2.0"
    assert calendar.one("PRODID").value
    assert "METHOD" not in calendar.properties, "a METHOD makes it an invitation"
    zones = {part.text("TZID") for part in calendar.parts if part.name == "VTIMEZONE"}
    events = [part for part in calendar.parts if part.name == "VEVENT"]
    for event in events:
        _check_event(event, zones)
    uids = [event.text("UID") for event in events]
    assert len(uids) == len(set(uids)), "a UID stands twice"
    for zone in calendar.parts:
        if zone.name == "VTIMEZONE":
            assert {part.name for part in zone.parts} == {"STANDARD", "DAYLIGHT"}
            for part in zone.parts:
                assert {"DTSTART", "TZOFFSETFROM", "TZOFFSETTO"} <= part.properties.keys()
    return calendar


def events_in(content: bytes) -> list[Component]:
    """The entries of a calendar that is right in every way."""
    return [part for part in read(content).parts if part.name == "VEVENT"]


def _lines(content: bytes) -> list[str]:
    assert content.endswith(b"\r\n"), "the last line has no end"
    rows = content[:-2].split(b"\r\n")
    joined: list[bytes] = []
    for row in rows:
        assert not {*b"\r\n"} & {*row}, f"a bare line end in {row!r}"
        assert len(row) <= 75, f"{len(row)} octets in {row!r}"
        if row[:1] in (b" ", b"\t"):
            joined[-1] += row[1:]
        else:
            assert row, "an empty line"
            joined.append(row)
    return [row.decode("utf-8") for row in joined]


def _component(lines: list[str]) -> Component:
    open_ones: list[Component] = []
    for number, line in enumerate(lines):
        name, found = _property(line)
        if name == "BEGIN":
            part = Component(found.value)
            if open_ones:
                open_ones[-1].parts.append(part)
            open_ones.append(part)
        elif name == "END":
            done = open_ones.pop()
            assert done.name == found.value, line
            if not open_ones:
                assert number == len(lines) - 1, "more after the calendar"
                return done
        else:
            open_ones[-1].properties.setdefault(name, []).append(found)
    raise AssertionError("the calendar has no end")


def _property(line: str) -> tuple[str, Property]:
    match = NAME.match(line)
    assert match, line
    rest, parameters = line[match.end() :], {}
    while rest.startswith(";"):
        parameter = PARAMETER.match(rest)
        assert parameter, line
        parameters[parameter[1].upper()] = parameter[2].strip('"')
        rest = rest[parameter.end() :]
    assert rest.startswith(":"), line
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f]", rest), line
    return match[0].upper(), Property(rest[1:], parameters)


def _check_event(event: Component, zones: set[str | None]) -> None:
    for name in NEEDED:
        assert len(event.properties.get(name, [])) == 1, f"{name} in {event.properties.keys()}"
    for name in ONCE:
        assert len(event.properties.get(name, [])) <= 1, name
    for name in ("SUMMARY", "LOCATION", "DESCRIPTION"):
        for found in event.properties.get(name, []):
            assert not LOOSE_TEXT.search(found.value), found.value
    for name in ("DTSTART", "DTEND"):
        if name in event.properties and "TZID" in event.one(name).parameters:
            assert event.one(name).parameters["TZID"] in zones, "a zone that the calendar does not tell"
    for name in ("DTSTAMP", "LAST-MODIFIED"):
        assert event.when(name).tzinfo is datetime.UTC
    assert event.text("STATUS") in {"TENTATIVE", "CONFIRMED", "CANCELLED"}
    assert event.text("SEQUENCE").isdigit()
    if "DTEND" in event.properties:
        starts, ends = event.when("DTSTART"), event.when("DTEND")
        assert type(starts) is type(ends)
        assert ends > starts
