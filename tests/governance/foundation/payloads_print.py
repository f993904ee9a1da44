"""Documents that try to reach something, and documents that try to cost too much.

None of it could come through the sanitiser; each is tried all the same, as if a template had let it in.
"""

REACHING = [
    '<img alt="x" src="{address}">',
    '<p style="background-image:url({address})">x</p>',
    '<p style="content:url({address})">x</p>',
    '<link rel="stylesheet" href="{address}">',
    '<link rel="attachment" href="{address}">',
    '<style>@import "{address}";</style>',
    "<style>@font-face{{font-family:x;src:url({address})}} p{{font-family:x}}</style><p>x</p>",
    "<style>p::before{{content:url({address})}}</style><p>x</p>",
    "<style>@page{{background:url({address})}}</style>",
    "<style>ul{{list-style-image:url({address})}}</style><ul><li>x</li></ul>",
    '<svg viewBox="0 0 9 9"><image href="{address}" width="9" height="9"/></svg>',
    '<svg viewBox="0 0 9 9" xmlns:xlink="http://www.w3.org/1999/xlink"><use xlink:href="{address}#x"/></svg>',
    '<svg viewBox="0 0 9 9"><style>@import url({address});</style><rect width="9" height="9"/></svg>',
    '<object data="{address}">x</object>',
    '<embed src="{address}">',
    '<iframe src="{address}"></iframe>',
    '<input type="image" src="{address}">',
    '<a rel="attachment" href="{address}">x</a>',
    '<base href="{address}"><img alt="x" src="../x.png"><link rel="stylesheet" href="x.css">',
]
"""Ways in which a document names another; `{address}` is where the test puts what must not be reached."""

DEPTH = 30


def _nested(opening: str, closing: str, times: int, inside: str = "x") -> str:
    return opening * times + inside + closing * times


BOMBS = {
    "nested flex": _nested('<div style="display:flex"><b>x</b>', "</div>", DEPTH),
    "nested grid": _nested('<div style="display:grid"><b>x</b>', "</div>", DEPTH),
    "nested tables": _nested("<table><tr><td>", "</td></tr></table>", 9),
    "300 divs": _nested("<div>", "</div>", 300),
    "wide cell": "<table><tr><td colspan=100000>x</td><td rowspan=65000>y</td></tr></table>",
    "laughing svg": '<svg viewBox="0 0 9 9"><defs><rect id="a0" width="1" height="1"/>'
    + "".join(f'<g id="a{n + 1}">' + f'<use href="#a{n}"/>' * 10 + "</g>" for n in range(9))
    + '</defs><use href="#a9"/></svg>',
    "laughing variables": "<style>:root{--a0:lollollol;"
    + "".join(f"--a{n + 1}:" + f"var(--a{n})" * 10 + ";" for n in range(9))
    + "} p::before{content:var(--a9)}</style><p>x</p>",
    "a million pages": "<style>@page{size:20mm 20mm;margin:0}</style><div style='height:1000000cm'>x</div>",
    "a thousand columns": "<div style='columns:1000'>" + "<p>word</p>" * 3000 + "</div>",
    "many words": "<p>" + "word " * 90_000 + "</p>",
    "many inlines": "<p>" + "<b>x</b><i>y</i>" * 20_000 + "</p>",
    "floats": "<div style='float:left;width:3%'>x</div>" * 8_000,
}
"""Documents that are small and would cost minutes or gigabytes."""
