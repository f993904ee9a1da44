"""Handovers: monitoring passes to another body when, and only when, its condition holds."""
