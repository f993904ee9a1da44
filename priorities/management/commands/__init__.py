"""The commands of priorities, plans and performance."""
