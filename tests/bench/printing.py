"""The PDF of terms of reference: the first, a warm one, and a signed one from the store beside a bare view."""

from django.core.handlers.wsgi import WSGIHandler
from django.http import HttpResponse
from django.test import RequestFactory
from django.urls import path

from governance.foundation.printing import press
from governance.terms.terms_printing import print_terms
from partnership import urls as site_map
from tests import make
from tests.bench.measuring import Report, milliseconds, processor_seconds

MOST_FIRST_MS, MOST_WARM_MS, MOST_SIGNED = 1_200, 150, 1.5
PARAGRAPH = "<p>" + "To bring partners together, to agree what matters and to see that it is done. " * 6 + "</p>"
SECTIONS = ("purpose", "membership", "remit", "role", "meetings", "tasks", "communication", "connectivity")


def measure(report: Report, bodies: int) -> None:
    """Print the figures for terms of three pages, as long as the longest of the example."""
    report.title("Terms of reference as PDF")
    body = make.make_body("printed", "Printed Board", parent=make.make_partnership("printed-partnership"))
    texts = dict.fromkeys(SECTIONS, PARAGRAPH + "<ul><li>One.</li><li>Two.</li></ul>")
    draft = make.make_terms(body, sections=texts)
    sections = list(draft.sections.all())
    first = all_of_it(lambda: print_terms(draft, sections))
    report.row("first, with the engine's start", first, goal=f"at most {MOST_FIRST_MS} ms")
    report.goal(first <= MOST_FIRST_MS, f"the first PDF takes {first:.0f} ms, not {MOST_FIRST_MS}")
    many = 7
    warm = (all_of_it(lambda: [print_terms(draft, sections) for _ in range(many + 1)]) - first) / many
    report.row("warm", warm, goal=f"at most {MOST_WARM_MS} ms")
    report.goal(warm <= MOST_WARM_MS, f"a warm PDF takes {warm:.0f} ms, not {MOST_WARM_MS}")
    signed_beside_bare(report, body)


def all_of_it(work: object) -> float:
    """Processor milliseconds of `work` in a press of its own, which is stopped so that its time counts too."""
    press.cache_clear()
    before = processor_seconds()
    work()  # type: ignore[operator]
    press().stop()
    press.cache_clear()
    return (processor_seconds() - before) * 1000


def signed_beside_bare(report: Report, body: object) -> None:
    """A signed version, from the handler down, beside a view that says one word through the same handler."""
    make.make_terms(body, state="published", printer=print_terms)  # type: ignore[arg-type]
    site_map.urlpatterns.append(path("bare/", lambda request: HttpResponse("bare")))
    handler = WSGIHandler()

    def ask(address: str) -> None:
        environ = RequestFactory().get(address).environ
        response = handler(environ, lambda status, headers: None)
        b"".join(response)
        response.close()

    bare = milliseconds(lambda: ask("/bare/"), times=9, each=100)
    report.row("a bare view", bare, ratio=1)
    signed = milliseconds(lambda: ask("/bodies/printed/terms-of-reference/1.pdf"), times=9, each=100)
    report.row("a signed version from the store", signed, ratio=signed / bare, goal=f"at most {MOST_SIGNED} x")
    report.goal(signed <= MOST_SIGNED * bare, f"a signed PDF costs {signed / bare:.2f} bare views, not {MOST_SIGNED}")
