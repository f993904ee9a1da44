"""A second opinion on the sanitiser: reads its output with another parser and names what the policy forbids."""

from html.parser import HTMLParser
from urllib.parse import urlsplit

TAGS = {
    *("p", "br", "hr", "h2", "h3", "h4", "strong", "b", "em", "i", "u", "sub", "sup", "ul", "ol", "li"),
    *("blockquote", "abbr", "a", "table", "caption", "thead", "tbody", "tfoot", "tr", "th", "td"),
    *("dl", "dt", "dd", "del", "ins"),
}
ATTRIBUTES = {
    "a": {"href", "title"},
    "abbr": {"title"},
    "th": {"scope", "colspan", "rowspan", "abbr"},
    "td": {"colspan", "rowspan"},
    "ol": {"start", "type", "reversed"},
}
PARENTS = {
    "li": {"ul", "ol"},
    "dt": {"dl"},
    "dd": {"dl"},
    "tr": {"thead", "tbody", "tfoot"},
    "td": {"tr"},
    "th": {"tr"},
    "caption": {"table"},
    "thead": {"table"},
    "tbody": {"table"},
    "tfoot": {"table"},
}
BLOCKS = {"p", "hr", "h2", "h3", "h4", "ul", "ol", "blockquote", "table", "dl"}
ROOMS = {"", "blockquote", "li", "dd", "th", "td"}


class _Judge(HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.open = [""]
        self.faults = []

    def handle_starttag(self, tag, attrs):
        if tag not in TAGS:
            self.faults.append(f"tag {tag}")
        for name, value in attrs:
            if name not in ATTRIBUTES.get(tag, set()):
                self.faults.append(f"attribute {tag}.{name}")
            elif name == "href":
                self.judge_address(value)
            elif name in {"colspan", "rowspan"} and not (value.isascii() and value.isdigit() and 1 <= int(value) <= 50):
                self.faults.append(f"span {value}")
        parent = self.open[-1]
        if parent not in PARENTS.get(tag, {parent}) or (tag in BLOCKS and parent not in ROOMS):
            self.faults.append(f"{tag} in {parent}")
        if tag not in {"br", "hr"}:
            self.open.append(tag)

    def handle_endtag(self, tag):
        if self.open.pop() != tag:
            self.faults.append(f"nesting at {tag}")

    def judge_address(self, value):
        parts = urlsplit(value)
        own_path = not parts.scheme and not parts.netloc and value.startswith("/")
        abroad = parts.scheme in {"http", "https"} and parts.netloc
        if not (own_path or abroad or parts.scheme in {"mailto", "tel"}) or "\\" in value:
            self.faults.append(f"address {value}")

    def handle_comment(self, data):
        self.faults.append("comment")

    def handle_decl(self, decl):
        self.faults.append("declaration")

    def handle_pi(self, data):
        self.faults.append("instruction")

    def unknown_decl(self, data):
        self.faults.append("section")


def faults_of(html: str) -> list[str]:
    """What in `html` lies outside the policy or is wrongly nested; empty for clean text."""
    judge = _Judge()
    judge.feed(html)
    judge.close()
    if len(judge.open) > 1:
        judge.faults.append(f"left open: {judge.open[1:]}")
    return judge.faults
