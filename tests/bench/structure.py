"""The structure of a great partnership: the reader, the whole page, any past day, beside the bare and the usual way."""

import datetime
from typing import Any

from django.db import connection
from django.template import Context, Template
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from mptt.utils import get_cached_trees

from governance.models import Body, BodyPeriod
from governance.structures.structure import structure_on
from tests.bench.filling import great_partnership
from tests.bench.measuring import Report, milliseconds

CHANGES = 5
MOST_MS = 150
MOST_PAST = 2.0

RECURSIVE = Template(
    "{% load mptt_tags %}<ul>{% recursetree nodes %}<li>{{ node.name }}"
    "{% if not node.is_leaf_node %}<ul>{{ children }}</ul>{% endif %}</li>{% endrecursetree %}</ul>"
)


def measure(report: Report, bodies: int) -> None:
    """Print the figures for one partnership of `bodies` bodies with CHANGES changes each."""
    report.title(f"Structure of {bodies:,} bodies, {CHANGES} changes each")
    root, today = great_partnership("great", bodies, changes=CHANGES), timezone.localdate()
    past = today - datetime.timedelta(days=3_650)
    client = Client()
    bare = milliseconds(lambda: bare_list(root, today))
    report.row("bare query and string", bare, ratio=1)
    reader = milliseconds(lambda: structure_on(root, today))
    report.row("structure_on: the tree of today", reader, ratio=reader / bare)
    with CaptureQueriesContext(connection) as queries:
        structure_on(root, today)
    report.row("queries of the tree", len(queries), "", goal="1")
    report.goal(len(queries) == 1, f"the tree takes {len(queries)} queries, not one")
    page = milliseconds(lambda: page_of(client))
    report.row("the whole page, today", page, ratio=page / bare, goal=f"at most {MOST_MS} ms")
    report.goal(page <= MOST_MS, f"the page of {bodies:,} bodies takes {page:.0f} ms, not {MOST_MS}")
    earlier = milliseconds(lambda: page_of(client, f"?on={past}"))
    report.row("the whole page, ten years ago", earlier, ratio=earlier / page, goal=f"at most {MOST_PAST} x today's")
    report.goal(earlier <= MOST_PAST * page, f"the past day costs {earlier / page:.1f} times the present one")
    usual = milliseconds(usual_way, times=1)
    report.row("django-mptt's documented idiom (recursetree)", usual, ratio=usual / bare)


def bare_list(root: Body, day: datetime.date) -> str:
    """The least that can be done: one query of values, and a flat string."""
    rows = BodyPeriod.objects.in_force(day).filter(partnership=root).values_list("body__slug", "name")
    return "<ul>" + "".join(f'<li><a href="/bodies/{slug}/">{name}</a></li>' for slug, name in rows) + "</ul>"


def page_of(client: Client, query: str = "") -> Any:
    """The page as the public gets it."""
    response = client.get(f"/structure/great/{query}")
    assert response.status_code == 200
    return response.content


def usual_way() -> str:
    """As django-mptt's documentation has it: the whole tree as objects, and a recursive template."""
    return RECURSIVE.render(Context({"nodes": get_cached_trees(Body.objects.order_by("tree_id", "lft"))}))
