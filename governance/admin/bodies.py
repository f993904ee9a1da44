"""The admin of bodies: a list in today's order, and a page from which every deed on a body is reached."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseNotAllowed
from django.urls import URLPattern, path, reverse

from governance.admin.body_list import KindToday, LifeToday, TreeList, chair, indented_name, kind, status
from governance.admin.body_page import body_page
from governance.admin.changing import ChangeKindForm, DescribeForm, MoveForm, ReaddressForm, RenameForm
from governance.admin.ending import EndForm
from governance.admin.establishing import EstablishForm, EstablishPartnershipForm
from governance.admin.joining import AbsorbForm, MergeForm
from governance.admin.linking import HandOverForm, LinkForm, TakeOnForm
from governance.admin.officer_admin import OfficerAdmin, OfPartnership
from governance.admin.splitting import SplitForm
from governance.admin.terms_forms import NewDraftForm
from governance.foundation.aggregate import Part
from governance.foundation.scoping import rights_of
from governance.models import Body, BodyPeriod, Function, Link


class BodyOfPartnership(OfPartnership):
    """Narrows the list to one partnership."""

    body = ""


class BodyAdmin(OfficerAdmin):
    """Bodies. Nothing of a body is typed over: every change is a deed with a day and a reason."""

    group = "Bodies"
    list_display = (indented_name, kind, chair, status)
    list_display_links = (indented_name,)
    list_filter = (BodyOfPartnership, KindToday, LifeToday)
    list_per_page = 200
    ordering = ("name", "pk")
    sortable_by = ()
    search_fields = ("periods__name", "periods__short_name", "slug")
    search_help_text = "By name, also a former one."
    change_form_template = "admin/governance/body/page.html"
    fieldsets = ()
    add_deed = EstablishForm
    deeds = (
        RenameForm,
        MoveForm,
        ChangeKindForm,
        DescribeForm,
        ReaddressForm,
        MergeForm,
        SplitForm,
        AbsorbForm,
        EndForm,
        LinkForm,
        TakeOnForm,
        HandOverForm,
        NewDraftForm,
    )

    def get_urls(self) -> list[URLPattern]:
        """The page on which administrators establish a partnership, too."""
        view = self.admin_site.admin_view(self.partnership_view)
        return [path("partnership/", view, name="governance_body_partnership"), *super().get_urls()]

    def partnership_view(self, request: HttpRequest) -> Any:
        """Establish a whole partnership: for administrators."""
        if not rights_of(request).administers:
            raise PermissionDenied
        return self._deed_page(request, EstablishPartnershipForm, None)

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[TreeList]:
        """The list in the order of today's structure."""
        return TreeList

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """None: there is nothing to type."""
        return ()

    def parts(self, request: HttpRequest) -> list[Part]:
        """A body with its periods, functions and the links that begin at it."""
        return [
            Part(Body, without=frozenset({"parent", "name", "partnership"})),
            Part(BodyPeriod, "body", without=frozenset({"partnership"}), follows=_period_before),
            Part(Function, "body"),
            Part(Link, "source"),
        ]

    def change_view(self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None) -> Any:
        """The body's page, to read; its buttons lead to the deeds."""
        if request.method not in ("GET", "HEAD"):
            return HttpResponseNotAllowed(["GET", "HEAD"])
        record = self.get_object(request, object_id)
        extra = {}
        if record is not None:
            page = body_page(record)
            extra = {"page": page}
        return super().change_view(request, object_id, form_url, {**(extra_context or {}), **extra})

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> Any:
        """The list, with the way to establish a partnership for administrators."""
        extra = {"may_establish_partnership": rights_of(request).administers, "add_words": "Establish a body…"}
        return super().changelist_view(request, {**(extra_context or {}), **extra})

    def view_on_site(self, obj: Body) -> str:
        """The public page."""
        return reverse("governance:body", args=[obj.slug])


def _period_before(row: Any) -> Any:
    """The audit row of the period that ended on the day on which this one begins."""
    rows = BodyPeriod.history.filter(body=row.body_id, ends=row.starts, history_id__lt=row.history_id)
    return rows.exclude(history_type="-").order_by("-history_id").first()
