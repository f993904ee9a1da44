"""The mark that is planted in every private place."""

MARK = "Quorvexmark"
"""A word that no page would say by itself."""
