"""Officers' text: cleaned on every road in, cleaned again on the way out.

`clean` makes any HTML safe, tidy and validly nested; `RichTextField` applies it however a record is
saved; `shown` prepares a stored text for a page; `as_text` gives its words for search and comparison.
"""

import re
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django_prose_editor.fields import ProseEditorFormField

from governance.foundation.markup import paragraphs, words_of, write
from governance.foundation.pasting import captions_as_paragraphs, captions_from_paragraphs, lists_from_bullets
from governance.foundation.reading import TooDeepError, read
from governance.foundation.sanitiser import SCHEMES, sanitise

LONGEST_BYTES = 500_000
MOST_TAGS = 20_000
"""Opened tags."""
MOST_ENTITIES = 40_000
MOST_UNCLOSED = 50
"""Formatting tags that may stand open at once: each is repeated in every later paragraph, so that
20,000 of them could grow into millions of elements."""
DEEPEST = 30
"""Open tags within each other. A printed document may have 40, and its frame needs some."""

EDITOR = {
    "Bold": True,
    "Italic": True,
    "Underline": True,
    "Strike": True,
    "Subscript": True,
    "Superscript": True,
    "BulletList": True,
    "OrderedList": True,
    "ListItem": True,
    "Blockquote": True,
    "HorizontalRule": True,
    "HardBreak": True,
    "Heading": {"levels": [2, 3, 4]},
    "Link": {"enableTarget": False, "autolink": False, "protocols": sorted(SCHEMES)},
    "Table": True,
    "TableRow": True,
    "TableHeader": True,
    "TableCell": True,
    "History": True,
}
"""What the editor in the admin offers; a little less than the sanitiser allows."""


class CleanText(str):
    """Text that `clean` has made; saving it does not clean it a second time."""

    __slots__ = ()


# Cleaning ----------------------------------------------------------------------------------------------

_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff\ud800-\udfff]")
"""Characters that no text needs: controls, marks that turn the writing direction, half characters."""
_TAG = re.compile(r"""<(/?)([a-zA-Z][^\s/>]*)(?>"[^"]*(?:"|\Z)|'[^']*(?:'|\Z)|[^>"'])*(?:>|\Z)""")
"""One tag with its attributes. What is scanned is always consumed, so the scan stays linear."""
_FORMATTING = frozenset(
    ["a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u"]
)
_BOXES = ("div", "section", "article", "address", "pre", "center", "header", "footer", "main", "aside", "figure")
_RENAMED = dict.fromkeys([*_BOXES, "figcaption"], "p")
_RENAMED |= {"h1": "h2", "h5": "h4", "h6": "h4", "s": "del", "strike": "del"}
"""Tags of pasted or imported text whose meaning would be lost with them."""
_RENAMING = re.compile(rf"<(/?)({'|'.join(_RENAMED)})(?=[\s/>])", re.IGNORECASE)


def clean(html: str) -> CleanText:
    """`html` as it may be stored and shown: only what the policy allows, validly nested, lists repaired.

    Cleaning a clean text changes nothing. Raises ValidationError, one plain sentence, when the text is
    longer than LONGEST_BYTES in UTF-8 or nested more deeply than DEEPEST.
    """
    if isinstance(html, CleanText):
        return html
    _check_length(html)
    html = _CONTROL.sub("", html)
    _check_tags(html)
    html = _RENAMING.sub(lambda tag: f"<{tag[1]}{_RENAMED[tag[2].lower()]}", html)
    try:
        text = settled(html, DEEPEST)
    except TooDeepError:
        raise _too_deep() from None
    _check_length(text)
    _check_tags(text)
    return text


def settled(html: str, deepest: int = 2 * DEEPEST) -> CleanText:
    """`html` sanitised and validly nested, whatever its length: for texts made out of clean ones.

    Raises TooDeepError beyond `deepest` open tags.
    """
    tidy = write(captions_from_paragraphs(lists_from_bullets(paragraphs(read(sanitise(html))))))
    read(tidy, deepest)
    return CleanText(sanitise(tidy))


def _check_length(html: str) -> None:
    if len(html) > LONGEST_BYTES or len(html.encode(errors="replace")) > LONGEST_BYTES:
        raise ValidationError(
            "This text is too long: please keep it under 500 KB, or attach the rest as a document.", code="too_long"
        )


def _check_tags(html: str) -> None:
    """Refuse what would cost the parser more than its length: very many tags or entities, or tags left open."""
    if html.count("&") > MOST_ENTITIES:
        raise _too_deep()
    opened = unclosed = 0
    for tag in _TAG.finditer(html):
        opened += not tag[1]
        if tag[2].lower() in _FORMATTING:
            unclosed = max(unclosed + (-1 if tag[1] else 1), 0)
        if unclosed > MOST_UNCLOSED or opened > MOST_TAGS:
            raise _too_deep()


def _too_deep() -> ValidationError:
    return ValidationError(
        "This text is too complicated: please use fewer tables and lists inside each other.", code="too_deep"
    )


# Showing -------------------------------------------------------------------------------------------------

_HEADING = re.compile(r"<(/?)h([2-4])>")


def shown(html: str, top: int = 3) -> str:
    """`html` sanitised once more, with its headings moved so that the first is h`top` and none skips a level.

    `top` is one more than the heading under which the text stands: 3 below the h2 of a section. The
    result is safe to put into a page as it is.
    """
    levels: list[int] = []

    def place(tag: re.Match[str]) -> str:
        if not tag[1]:
            while levels and levels[-1] >= int(tag[2]):
                levels.pop()
            levels.append(int(tag[2]))
        return f"<{tag[1]}h{min(top + len(levels) - 1, 6)}>"

    return _HEADING.sub(place, sanitise(html))


def as_text(html: str) -> str:
    """The words of a rich text: one line for each paragraph, heading, list item or table row's cell."""
    return "\n".join(block.text.replace("\v", " ") for block in words_of(read(sanitise(html), MOST_TAGS)))


# The field ---------------------------------------------------------------------------------------------


class RichTextFormField(ProseEditorFormField):
    """The editor in a form; gives clean text, and does not call a mere respelling a change."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"config": {"extensions": EDITOR}, **kwargs})

    def prepare_value(self, value: Any) -> Any:
        """The stored text as the editor can hold it: captions as paragraphs before their tables."""
        if not isinstance(value, str) or "<caption" not in value:
            return value
        return write(captions_as_paragraphs(read(sanitise(value))))

    def to_python(self, value: Any) -> str:
        """The submitted HTML, cleaned; an editor left empty gives an empty text."""
        return clean(super().to_python(value) or "")

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Whether the cleaned texts differ."""
        try:
            return super().has_changed(clean(initial or ""), clean(data or ""))
        except ValidationError:
            return True


class RichTextField(models.TextField):
    """HTML that is clean in the database whichever road it came by: form, save(), update(), import, fixture."""

    def clean(self, value: Any, model_instance: models.Model | None) -> Any:
        """The value cleaned, then checked as any text field checks it."""
        return super().clean(None if value is None else clean(str(value)), model_instance)

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        """Clean the value on the instance too, so that it holds what the database holds."""
        value = super().pre_save(model_instance, add)
        if isinstance(value, str):
            value = clean(value)
            setattr(model_instance, self.attname, value)
        return value

    def get_db_prep_save(self, value: Any, connection: Any) -> Any:
        """Clean what reaches the database without `pre_save`: queryset updates and loaded fixtures."""
        if isinstance(value, str):
            value = str(clean(value))
        return super().get_db_prep_save(value, connection)

    def formfield(self, **kwargs: Any) -> Any:
        """The editor; the admin's plain text area gives way to it."""
        return super().formfield(**{"form_class": RichTextFormField, **kwargs})
