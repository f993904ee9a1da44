"""What officers' text may contain, and the sanitiser that holds it to that.

The policy is written once, here; the editor offers no more than it, and the tests compare both.
"""

import re

import nh3

TAGS = frozenset(
    {
        *("p", "br", "hr", "h2", "h3", "h4", "blockquote"),
        *("strong", "b", "em", "i", "u", "sub", "sup", "abbr", "a", "del", "ins"),
        *("ul", "ol", "li", "dl", "dt", "dd"),
        *("table", "caption", "thead", "tbody", "tfoot", "tr", "th", "td"),
    }
)
ATTRIBUTES = {
    "a": {"href", "title"},
    "abbr": {"title"},
    "th": {"scope", "colspan", "rowspan", "abbr"},
    "td": {"colspan", "rowspan"},
    "ol": {"start", "type", "reversed"},
}
SCHEMES = frozenset({"http", "https", "mailto", "tel"})
WIDEST_SPAN = 50
LONGEST_VALUE = 2000
"""Characters in one attribute, addresses included."""

HREF = re.compile(r"https?://[^\s/\\][^\s\\]*|mailto:[^\s\\]+|tel:[0-9+().\- ]+|/(?![/\\])[^\s\\]*", re.IGNORECASE)
"""An address with one of the schemes, or a path on this site. Never `//host`, nor a backslash, which
browsers read as a slash."""
SPAN = re.compile(r"[1-9][0-9]?")
CHECKS = {
    "href": HREF,
    "colspan": SPAN,
    "rowspan": SPAN,
    "scope": re.compile(r"col|row|colgroup|rowgroup"),
    "type": re.compile(r"[1aAiI]"),
    "start": re.compile(r"-?[0-9]{1,4}"),
    "reversed": re.compile(r""),
    "title": re.compile(r"[^<>]+"),
    "abbr": re.compile(r"[^<>]+"),
}


def _allowed_value(tag: str, attribute: str, value: str) -> str | None:
    """The value of an attribute as it may stand, or None to drop it. Asked about dropped tags' attributes too."""
    if attribute not in ATTRIBUTES.get(tag, ()):
        return None
    value = value.strip()
    if attribute == "reversed":
        return ""
    if len(value) > LONGEST_VALUE or not CHECKS[attribute].fullmatch(value):
        return None
    if attribute in {"colspan", "rowspan"} and int(value) > WIDEST_SPAN:
        return None
    return value


_cleaner = nh3.Cleaner(
    tags=set(TAGS),
    attributes=ATTRIBUTES,
    attribute_filter=_allowed_value,
    url_schemes=set(SCHEMES),
    strip_comments=True,
    link_rel=None,
    generic_attribute_prefixes=set(),
)


def sanitise(html: str) -> str:
    """`html` with nothing in it but what the policy allows; its nesting is the parser's."""
    return _cleaner.clean(html)
