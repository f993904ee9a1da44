"""Panels: inclusion tags that show something of one wing on the pages of another."""

from typing import Any

from django.template.context import Context

CARRIED = ("request", "day", "day_tense", "day_is_chosen")


def carried(context: Context) -> dict[str, Any]:
    """What every panel's template needs of its page: who asks, the day that links carry, and the tense that follows it."""
    return {name: context.get(name) for name in CARRIED}
