"""Priorities, plans and performance in the officers’ site: each module registers its own records."""

from priorities.admin import (  # noqa: F401 - registered by being imported, and shown in this order
    areas,
    approaches,
    strategies,
    priorities,
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
