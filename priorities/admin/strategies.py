"""The admin of strategies: drafts are written by form with their chapters; adopting one is a deed and freezes it."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AdminTextInputWidget
from django.http import HttpRequest
from django.urls import reverse
from django.utils.safestring import SafeString

from governance.admin.choices import BodyField
from governance.admin.officer_admin import OfficerAdmin, StackedRows, as_read, dates, of_partnership, today
from governance.foundation.aggregate import Part
from governance.foundation.deed_forms import DayField, Done, LastDay, OfDraft, OfPublished
from governance.models import Body
from priorities.models import Priority, Strategy, StrategyChapter
from priorities.strategies.adopting import adopt_strategy, carry_chapters, end_strategy

ADVICE = "What the community advised"


class AdoptForm(OfDraft):
    """Publish a drafted strategy."""

    slug, verb, press = "adopt", "Adopt…", "Publish it"
    lead = "A published strategy never changes again. The one that it follows ends on the day before, and its priorities go on."

    on = DayField(label="In force from")
    approved_by = BodyField(label="Approved by", required=False)
    approved_at = forms.CharField(
        label="Approved at",
        max_length=200,
        required=False,
        widget=AdminTextInputWidget,
        help_text="The meeting that approved it, with its date.",
    )

    ending = forms.ModelMultipleChoiceField(
        queryset=Priority.objects.none(),
        label="These end with it",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Priorities of the strategy that it follows. Those that you do not tick go on under this one.",
    )

    def arrange(self) -> None:
        """Any body may have approved it, one that has ended since too; the reason stands last."""
        field: Any = self.fields["approved_by"]
        field.offer(Body.objects.visible_to(self.user), today(), empty="–", over=True)
        former = self.subject.follows
        going_on = Priority.objects.of_strategy(former).in_force(today()).in_order() if former else None
        if going_on is not None and going_on.exists():
            ending: Any = self.fields["ending"]
            ending.queryset = going_on
        else:
            del self.fields["ending"]
        self.order_fields(["on", "approved_by", "approved_at", "ending", "reason"])

    def act(self) -> Done:
        """Adopt it."""
        strategy = adopt_strategy(self.subject, by=self.user, **self.filled_in())
        return Done(strategy, f"{strategy} was published.")


class EndForm(OfPublished):
    """End a strategy that none follows."""

    slug, verb, press = "end", "End…", "End the strategy"
    lead = "Its priorities count no longer from then on, until a strategy is published that follows it."

    on = LastDay(help_text="The last day on which it is in force.")

    @classmethod
    def applies(cls, subject: Any, request: HttpRequest) -> bool:
        """Only while no end is known."""
        return super().applies(subject, request) and subject.ends is None

    def arrange(self) -> None:
        """The reason is needed, and stands last."""
        self.fields["reason"].required = True
        self.order_fields(["on", "reason"])

    def act(self) -> Done:
        """End it."""
        strategy = end_strategy(self.subject, by=self.user, **self.filled_in())
        return Done(strategy, f"{strategy} ends.")


class ChapterRows(StackedRows):
    """The chapters of a strategy, one for an area."""

    model = StrategyChapter
    verbose_name = "chapter"
    verbose_name_plural = "chapters"
    extra = 1  # so that the form works without a script
    can_delete = True

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """The text as the public reads it, once it is published."""
        last = "text" if obj is None or obj.is_draft else "read"
        return ("position", "title", "area", "body", last)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Nothing of a draft."""
        return () if obj is None or obj.is_draft else ("read",)

    @admin.display(description="Text")
    def read(self, chapter: StrategyChapter) -> SafeString:
        """The text as the public reads it."""
        return as_read(chapter.text)


@admin.register(Strategy)
class StrategyAdmin(OfficerAdmin):
    """Strategies: the partnership's longest view."""

    group = "Priorities and plans"
    list_display = ("title", "kind", "body", "horizon", "state", "when")
    list_filter = (of_partnership("body"), "state", "kind")
    list_select_related = ("body",)
    search_fields = ("title", "body__name")
    search_help_text = "By title or body."
    prepopulated_fields = {"slug": ("title",)}
    given_once = ("slug",)
    change_form_template = "admin/governance/deeds_page.html"
    inlines = (ChapterRows,)
    deeds = (AdoptForm, EndForm)
    fieldsets = (
        (None, {"fields": ("title", "kind", "body", "slug", "horizon", "follows")}),
        ("What it says", {"fields": ("summary", "what_qualifies")}),
        (ADVICE, {"fields": ("impact_advice", "impact_advice_by")}),
    )

    def is_open(self, record: Strategy) -> bool:
        """Only while it is a draft."""
        return record.is_draft

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """With how it was adopted, once it was."""
        if obj is None or obj.is_draft:
            return super().get_fieldsets(request, obj)
        facts, _, advice, *why = super().get_fieldsets(request, obj)
        return [
            facts,
            ("How it was adopted", {"fields": ("state", "when", "approved_by", "approved_at")}),
            ("What it says", {"fields": ("read", "what_qualifies")}),
            advice,
            *why,
        ]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """How it was adopted is written by the deed."""
        return () if obj is None or obj.is_draft else ("state", "when", "approved_by", "approved_at", "read")

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """A strategy follows a published one, or none."""
        field: Any = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if db_field.name == "follows":
            field.queryset, field.empty_label = field.queryset.published(), "–"
        return field

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Save it; a draft begins with the chapters of the strategy that it follows. Raises Refused."""
        super().save_model(request, obj, form, change)
        if "follows" in form.changed_data:
            carry_chapters(obj, by=request.user)

    @admin.display(description="Summary")
    def read(self, strategy: Strategy) -> SafeString:
        """The summary as the public reads it."""
        return as_read(strategy.summary)

    def get_inlines(self, request: HttpRequest, obj: Any) -> Any:
        """Chapters are added to a strategy that is there."""
        return self.inlines if obj else ()

    def parts(self, request: HttpRequest) -> list[Part]:
        """A strategy with its chapters."""
        return [Part(Strategy), Part(StrategyChapter, "strategy")]

    @admin.display(description="In force")
    def when(self, strategy: Strategy) -> str | None:
        """The days in force."""
        return dates(strategy) if strategy.starts else None

    def view_on_site(self, obj: Strategy) -> str:
        """The public page; a draft's is for its editors."""
        return reverse("priorities:strategy", args=[obj.slug])
