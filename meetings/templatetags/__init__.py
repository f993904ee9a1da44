"""Meetings' panels for other pages."""
