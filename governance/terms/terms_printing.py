"""The PDF of terms of reference: the same version gives the same bytes, whenever it is printed."""

import datetime
from collections.abc import Sequence
from typing import Any

from django.urls import reverse

from governance.foundation.printing import document_html, render_pdf
from governance.models import Body, TermsOfReference, TermsSection
from governance.seats.presence import names_on

TEMPLATE = "governance/terms_detail.print.html"


def print_terms(terms: TermsOfReference, sections: Sequence[TermsSection]) -> bytes:
    """The PDF/UA-1 of `terms` with `sections`, signed or marked as a draft; `sign_off` takes it as its printer.

    `terms` may be about to be signed: what counts is the object, not its row. Names are those of the day on which
    the terms take effect, of a draft today's; nothing else of the clock gets in, and not the day on which the terms
    end, which nobody knows when they are signed. Raises Unprintable.
    """
    return render_pdf(document_html(TEMPLATE, printed(terms, sections)))


def printed(terms: TermsOfReference, sections: Sequence[TermsSection]) -> dict[str, Any]:
    """What the printed page says besides the sections' texts."""
    body, partnership = terms.body, terms.body.partnership or terms.body
    return {
        "terms": terms,
        "sections": sections,
        "name": _name(body, terms.starts),
        "partnership_name": _name(partnership, terms.starts),
        "signed_at_name": _name(terms.signed_at, terms.signed_on) if terms.signed_at else "",
        "page": reverse("governance:terms-version", args=[body.slug, terms.version]),
    }


def _name(body: Body, day: datetime.date | None) -> str:
    """What the body was called on `day`; without a day, or where it did not exist, what it is called today."""
    return names_on(day, bodies=[body.pk], organisations=[]).body(body) if day else body.name
