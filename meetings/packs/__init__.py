"""Packs: the agenda and its papers bound into one PDF."""
