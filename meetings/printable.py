"""Words for files that other programs read."""

import re

UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
"""Control characters and the like, which neither XML nor a calendar can hold."""


def printable(text: str) -> str:
    """The text without what no file can hold; line ends stay."""
    return UNPRINTABLE.sub("", text)
