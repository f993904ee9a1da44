"""Meetings in the officers' site."""
