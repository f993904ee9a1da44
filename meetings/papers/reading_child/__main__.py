"""Ask: {"descriptor": the file, "kind": "pdf" or "office"}. Answer: what was read, or {"unread": why}."""

import logging
import os
import warnings

from meetings.papers.child_limits import answer, question
from meetings.papers.reading_child.office import read_office
from meetings.papers.reading_child.pdf import read_pdf

READERS = {"pdf": read_pdf, "office": read_office}


def main() -> None:
    """Answer one question."""
    asked = question()
    logging.disable(logging.CRITICAL)  # the libraries' complaints are no business of the portal's log
    warnings.simplefilter("ignore")
    with os.fdopen(asked["descriptor"], "rb") as file:
        try:
            answer(READERS[asked["kind"]](file))
        except Exception as error:  # noqa: BLE001 - whatever a library raises, the file could not be read
            answer({"unread": f"{type(error).__name__}: {error}"[:300]})


if __name__ == "__main__":
    main()
