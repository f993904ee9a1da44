"""Filling in a page's form as a browser without scripts would: what the page shows is what goes back."""

from html.parser import HTMLParser
from typing import Any


class _Form(HTMLParser):
    """The fields of the biggest post form of a page, with their values."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[dict[str, list[str]]] = []
        self.values: dict[str, list[str]] | None = None
        self.area = self.select = ""
        self.first: str | None = ""
        self.words: list[str] = []

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        at = dict(attrs)
        name = at.get("name") or ""
        if tag == "form" and at.get("method") == "post":
            self.values = {}
            self.forms.append(self.values)
        if self.values is None:
            return
        if tag == "input" and name and at.get("type") not in {"submit", "image"}:
            if at.get("type") not in {"checkbox", "radio"} or "checked" in at:
                unsaid = "on" if at.get("type") in {"checkbox", "radio"} else ""
                self.values.setdefault(name, []).append(at.get("value") or unsaid)
        elif tag == "textarea":
            self.area, self.words = name, []
        elif tag == "select":
            self.select, self.first = name, None if "multiple" in at else ""
        elif tag == "option" and self.select:
            if "selected" in at:
                self.values.setdefault(self.select, []).append(at.get("value") or "")
            elif self.first == "":
                self.first = at.get("value") or None

    def handle_data(self, data: str) -> None:
        if self.area:
            self.words.append(data)

    def handle_endtag(self, tag: str) -> None:
        if self.values is None:
            return
        if tag == "textarea":
            self.values.setdefault(self.area, []).append("".join(self.words).removeprefix("\n").removeprefix("\r\n"))
            self.area = ""
        elif tag == "select":
            if self.first:  # a browser sends the first choice of a list in which none is selected
                self.values.setdefault(self.select, [self.first])
            self.select = ""
        elif tag == "form":
            self.values = None


def filled(response: Any, **changes: Any) -> dict[str, Any]:
    """The data of the page's form, with `changes`; a change to None takes the field out."""
    parser = _Form()
    parser.feed(response.content.decode())
    data: dict[str, Any] = dict(max(parser.forms, key=len))
    data.pop("csrfmiddlewaretoken", None)
    for name, value in changes.items():
        if value is None:
            data.pop(name, None)
        else:
            data[name] = value
    return data


def errors_of(response: Any) -> str:
    """All that the page complains of, as text."""
    context = response.context
    found = [str(context["adminform"].form.errors.as_text())]
    for inline in context.get("inline_admin_formsets") or []:
        found += [str(errors) for errors in inline.formset.errors] + [str(inline.formset.non_form_errors())]
    return "\n".join(found)
