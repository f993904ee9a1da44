"""The words for what can be followed."""

from collections.abc import Iterable

from governance.foundation.sentences import listed

NEWS = {
    "agendas": "agendas",
    "minutes": "minutes",
    "decisions": "decisions",
    "changes": "meetings that are moved or cancelled",
}
"""Each kind of news, by the field of Follow that asks for it."""


def news_in_words(news: Iterable[str]) -> str:
    """“agendas, minutes and decisions”."""
    wanted = set(news)
    return listed([words for name, words in NEWS.items() if name in wanted])
