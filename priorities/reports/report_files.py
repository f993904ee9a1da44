"""A performance report as CSV: every action one row, those listed with why; written from the report's content alone."""

from typing import Any

from governance.foundation.spreadsheets import written

COLUMNS = (
    "plan",
    "section",
    "ref",
    "action",
    "status",
    "direction",
    "late",
    "listed because",
    "what happened",
    "reason",
    "remedy",
    "tried before",
    "lead",
    "due",
    "now expected on",
    "approved by",
    "approved at",
    "tasked by",
    "reported through",
)


def report_csv(content: dict[str, Any]) -> str:
    """Every action of a report from `exceptions`, in the order of its plan; then tasks that others report."""
    listed = {line["place"]: line for line in content["exceptions"]}
    rows = [_row({**line, **listed.get(line["place"], {})}) for line in content["actions"]]
    rows += [_row({**line, "status_words": "Reported elsewhere"}) for line in content["elsewhere"]]
    return written(COLUMNS, rows)


def _row(line: dict[str, Any]) -> list[str]:
    return [
        line["plan"],
        line.get("section", ""),
        line["ref"],
        line["what"],
        line["status_words"],
        line.get("direction", ""),
        "yes" if line.get("late") else "",
        " ".join(line.get("why", [])),
        line.get("text", ""),
        line.get("reason", ""),
        _remedy(line),
        line.get("tried", ""),
        line.get("lead", ""),
        line.get("due", ""),
        line.get("expected", ""),
        line.get("approved_by", ""),
        line.get("approved_at", ""),
        line.get("tasked_by", ""),
        line.get("through", ""),
    ]


def _remedy(line: dict[str, Any]) -> str:
    return "RED WITHOUT A REMEDY" if line.get("no_remedy") else line.get("remedy", "")
