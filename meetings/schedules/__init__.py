"""Calling meetings: their deeds, the year that is proposed, and clashes."""
