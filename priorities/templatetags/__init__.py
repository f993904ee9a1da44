"""Panels and words of priorities, plans and performance for any template."""
