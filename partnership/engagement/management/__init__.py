"""The commands of following."""
