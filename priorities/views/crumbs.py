"""The way back up that pages about a delivery plan share."""

from django.urls import reverse

from governance.views.pages import Crumb
from priorities.models import DeliveryPlan


def to_plans() -> Crumb:
    """The list of delivery plans, under the words of its heading."""
    return Crumb("Delivery plans", reverse("priorities:plans"))


def to_plan(plan: DeliveryPlan) -> list[Crumb]:
    """That list, and the plan."""
    return [to_plans(), Crumb(plan.title, reverse("priorities:plan", args=[plan.slug]))]
