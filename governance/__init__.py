"""Governance: who there is. The first floor of the house."""
