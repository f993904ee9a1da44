"""Alike: whether two texts of actions say the same, but for small words, case, order and punctuation. No query."""

import re

SMALL = frozenset({"a", "an", "the", "and", "or", "of", "to", "in", "on", "at", "for", "by", "with"})
"""Words that make no difference."""

WORD = re.compile(r"[^\W_]+")


def words_alike(text: str) -> tuple[str, ...]:
    """The words of a text that count, in the order of the alphabet; the same for texts that say the same.

    A plural in s is the word itself. A text of small words alone keeps them.
    """
    said = WORD.findall(text.casefold().replace("’", "").replace("'", ""))
    return tuple(sorted(_bare(word) for word in said if word not in SMALL) or sorted(said))


def same_words(text: str) -> str:
    """The text without case, punctuation and space that make no other words of it, in its own order.

    A text without a word is itself.
    """
    return " ".join(WORD.findall(text.casefold())) or text


def _bare(word: str) -> str:
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word
