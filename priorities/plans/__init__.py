"""Delivery plans: their deeds, who answers for them, and what their pages, files and drawings say."""
