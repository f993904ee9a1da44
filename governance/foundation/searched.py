"""The search behind a field of the officers' site."""

from typing import Any

from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.db.models import QuerySet
from django.http import HttpRequest

from governance.foundation.scoping import choosable


class Searched(AutocompleteJsonView):
    """The search behind a field: it finds what that field may name, whoever keeps it."""

    def has_perm(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whoever may enter the site may search; what is found depends on the field."""
        return True

    def get_queryset(self) -> QuerySet:
        """The records that the user may name in this field, searched as their own list is."""
        rows = choosable(self.source_field, self.request.user)
        rows = rows.complex_filter(self.source_field.get_limit_choices_to())
        found, repeats = self.model_admin.get_search_results(self.request, rows, self.term)
        order = self.model_admin.get_ordering(self.request) or self.model_admin.opts.ordering or ["pk"]
        named: Any = self.model_admin.list_select_related
        found = found.select_related(*named) if named else found
        return (found.distinct() if repeats else found).order_by(*order)

    def serialize_result(self, obj: Any, to_field_name: str) -> dict[str, Any]:
        """A record by its name, or where names repeat from body to body by what tells it from others."""
        return {**super().serialize_result(obj, to_field_name), "text": getattr(obj, "told_apart", str(obj))}
