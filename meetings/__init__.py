"""Meetings: what was said, decided and done. The third floor of the house."""
