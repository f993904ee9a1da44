"""Decisions: their deeds, and what they bring about."""
