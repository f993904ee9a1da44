"""Ask: {"descriptor": an open Word file}. Answer: {"html", "pictures", "notes"}, or {"unread": why}.

Run by `word_import` as a program of its own, within limits; it imports nothing of Django. Margin notes stay out: they
are not for the minutes. A picture gives way to the word for it, so that nobody overlooks that it was there.
"""

import io
import os
import warnings
from typing import Any

import mammoth

from meetings.papers.child_limits import answer, question

STYLES = """
p[style-name='Title'] => h2:fresh
p[style-name='Subtitle'] => h3:fresh
p[style-name='Heading 1'] => h2:fresh
p[style-name='heading 1'] => h2:fresh
p[style-name='Heading 2'] => h3:fresh
p[style-name='heading 2'] => h3:fresh
p[style-name='Heading 3'] => h4:fresh
p[style-name='heading 3'] => h4:fresh
p[style-name='Heading 4'] => h4:fresh
p[style-name='heading 4'] => h4:fresh
u => u
strike => del
"""
PICTURE = "[Picture]"


def main() -> None:
    """Answer one question."""
    asked = question()
    warnings.simplefilter("ignore")
    with os.fdopen(asked["descriptor"], "rb") as file:
        try:
            answer(converted(io.BytesIO(file.read())))  # without a name, nothing can be asked of the disk
        except Exception as error:  # noqa: BLE001 - whatever the library raises, the file could not be read
            answer({"unread": f"{type(error).__name__}: {error}"[:300]})


def converted(file: Any) -> dict[str, Any]:
    """What mammoth makes of the file."""
    pictures = 0

    def count(image: Any) -> list[Any]:
        nonlocal pictures
        pictures += 1
        return [mammoth.html.text(f"[Picture: {image.alt_text}]" if image.alt_text else PICTURE)]

    result = mammoth.convert_to_html(file, convert_image=count, style_map=STYLES)
    notes = list(dict.fromkeys(message.message for message in result.messages))
    return {"html": result.value, "pictures": pictures, "notes": notes[:20]}


if __name__ == "__main__":
    main()
