"""The forms of following."""

import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest

from governance.models import Body, BodyPeriod
from partnership.engagement.models import HowOften
from partnership.engagement.wishes import Wish
from partnership.engagement.wording import NEWS
from partnership.signing_in.attempts import record_attempt

TOO_MANY = "There have been too many requests from here. Wait five minutes, then try again."

NEWS_CHOICES = [(name, words.capitalize()) for name, words in NEWS.items()]


class NewsForm(forms.Form):
    """Which news, and how often."""

    news = forms.MultipleChoiceField(
        label="What do you want to hear of?",
        choices=NEWS_CHOICES,
        initial=list(NEWS),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one kind of news."},
    )
    how_often = forms.ChoiceField(
        label="How often?",
        choices=HowOften.choices,
        initial=HowOften.AT_ONCE,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose how often you want mail."},
    )


class FollowForm(NewsForm):
    """An address, which news and how often; counted before anything is looked up."""

    email = forms.EmailField(
        label="Your e-mail address",
        help_text="We send one mail with a link. Nothing more comes until you have used it.",
        error_messages={
            "required": "Enter your e-mail address.",
            "invalid": "Enter an e-mail address such as name@example.org.",
        },
        widget=forms.EmailInput(attrs={"autocomplete": "email", "class": "govuk-!-width-two-thirds"}),
    )
    field_order = ["email", "body", "news", "how_often"]
    too_many = False

    def __init__(self, *args: Any, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request = request

    def clean(self) -> dict[str, Any]:
        """Refuse where too much was asked from the same network address."""
        found = super().clean() or self.cleaned_data
        if not self.errors and record_attempt(self.request, username=found["email"], purpose="follow") is None:
            self.too_many = True
            raise ValidationError(TOO_MANY, code="too_many")
        return found

    def wish(self, body: Body | None) -> Wish:
        """What is asked for, of `body` or of all."""
        return Wish(body, self.cleaned_data["news"], self.cleaned_data["how_often"])


class BodyChoice(forms.ModelChoiceField):
    """A body to choose, with its partnership: names come more than once."""

    def label_from_instance(self, obj: Any) -> str:
        """The words of one choice."""
        return obj.name if obj.is_partnership else f"{obj.name} ({obj.partnership.name})"


class FollowAnyForm(FollowForm):
    """The same, with the choice of a body."""

    body = BodyChoice(label="Which body?", queryset=Body.objects.none(), required=False, empty_label="All of them")

    def __init__(self, *args: Any, bodies: QuerySet[Body], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["body"]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = bodies


def bodies_to_follow(day: datetime.date, user: Any) -> Any:
    """The bodies that exist on `day` or are to come, by name."""
    alive = BodyPeriod.objects.in_force(day).values("body")
    to_come = BodyPeriod.objects.filter(starts__gt=day).values("body")
    bodies = Body.objects.visible_to(user).select_related("partnership").by_name()
    return bodies.filter(pk__in=alive) | bodies.filter(pk__in=to_come)
