"""Papers as they go out: a text as a page, a file to download, each revision at an address of its own."""

import logging
from collections.abc import Iterator
from functools import cached_property
from typing import Any

from django.core.files.storage import Storage
from django.db.models import Exists, OuterRef
from django.http import Http404, HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header
from django.views.generic import TemplateView

from meetings.models import Paper, PaperRevision
from meetings.views.pages import OfMeeting

logger = logging.getLogger(__name__)

SANDBOX = "default-src 'none'; sandbox; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
"""What a file that somebody handed in may do, should a browser show it after all: nothing."""
FOR_ALL, FOR_ONE = "no-cache", "private, no-store"
"""How files may be kept: by whoever asks each time whether they may still read it, or by nobody."""


class PaperPage(OfMeeting, TemplateView):
    """A paper as it stands under its item, or with `number` in the address one of its revisions.

    A text is a page, a file a download. A paper that is missing and one that the user may not read look alike: 404.
    2 queries more than `OfMeeting`, and for a text 1 for the other revisions.
    """

    template_name = "meetings/paper_detail.html"

    @cached_property
    def revision(self) -> PaperRevision:
        """The revision that is asked for, with its paper and item. Raises Http404."""
        open_to_all = Paper.objects.filter(Paper.public_q(), pk=OuterRef("paper"))
        rows = (
            PaperRevision.objects.visible_to(self.request.user)
            .filter(paper__key=self.kwargs["key"], paper__item__meeting=self.meeting)
            .select_related("paper__item", "paper__pinned")
            .annotate(is_for_all=Exists(open_to_all))
        )
        number, pinned = self.kwargs.get("number"), None
        if number is None:
            pinned = Paper.objects.visible_to(self.request.user).filter(key=self.kwargs["key"]).values("pinned")[:1]
        found = rows.filter(number=number) if pinned is None else rows.filter(pk__in=pinned)
        revision = found.first()
        if revision is None:
            raise Http404("There is no such paper.")
        return revision

    @property
    def paper(self) -> Paper:
        """The paper."""
        return self.revision.paper

    def get(  # type: ignore[override]  # a stream is no HttpResponse
        self, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> HttpResponseBase:
        """Answer with the page, or with the file."""
        if self.revision.is_text:
            response: HttpResponseBase = super().get(request, *args, **kwargs)
            response["Cache-Control"] = FOR_ALL if self.revision.is_for_all else FOR_ONE  # type: ignore[attr-defined]  # the queryset adds it
            return response
        return file_response(request, self.revision, for_all=self.revision.is_for_all)  # type: ignore[attr-defined]  # the queryset adds it

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the paper, the revision and the others that the user may read."""
        others = PaperRevision.objects.visible_to(self.request.user).filter(paper=self.paper)
        return super().get_context_data(
            paper=self.paper,
            revision=self.revision,
            is_pinned=self.revision.pk == self.paper.pinned_id,
            revisions=list(others.defer("text").order_by("-number")),
            item_address=reverse("meetings:meeting", args=[self.body.slug, self.meeting.date_in_address])
            + f"#item-{self.paper.item_id}",
            **kwargs,
        )


def file_response(request: HttpRequest, revision: PaperRevision, *, for_all: bool) -> HttpResponseBase:
    """The file of a revision that the user may read, to be downloaded under the name it came with.

    304 to a reader who has these bytes already. `for_all`: whether the public may read it, so that it may be kept.
    Raises Http404 where the store has lost it.
    """
    etag = f'"{revision.sha256}"'
    headers = {
        "ETag": etag,
        "Cache-Control": FOR_ALL if for_all else FOR_ONE,
        "Content-Security-Policy": SANDBOX,
        "X-Content-Type-Options": "nosniff",
        "X-Robots-Tag": "noarchive",
    }
    if unchanged := get_conditional_response(request, etag):
        for name in ("ETag", "Cache-Control"):
            unchanged[name] = headers[name]
        return unchanged
    storage, name = revision.file.storage, str(revision.file.name)
    if not storage.exists(name):
        logger.error("The file of revision %s is not in the store: %s", revision.pk, name)
        raise Http404("There is no such paper.")
    headers["Content-Length"] = str(revision.size)
    headers["Content-Disposition"] = (
        content_disposition_header(as_attachment=True, filename=revision.file_name) or "attachment"
    )
    return StreamingHttpResponse(pieces(storage, name), content_type=revision.content_type, headers=headers)


def pieces(storage: Storage, name: str) -> Iterator[bytes]:
    """A stored file in pieces; it is opened when the first is asked for, and closed after the last."""
    with storage.open(name, "rb") as file:
        yield from file.chunks()
