"""The pages of priorities, plans and performance."""
