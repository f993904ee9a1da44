"""Priorities, plans and performance in the officers’ site: each module registers its own records."""

# Not in alphabetical order: the index and the side bar show them in this order
from priorities.admin import (  # noqa: F401, I001
    strategies,
    priorities,
    areas,
    approaches,
    frameworks,
    plans,
    updates,
    reports,
    handovers,
    indicators,
    report_cards,
    risks,
    assessments,
)
