"""Constitutions, protocols and compacts: their deeds, and the library of a day."""
