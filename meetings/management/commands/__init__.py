"""Meetings’ commands."""
