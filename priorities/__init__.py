"""Priorities, plans and performance: what a partnership is for, who does what, and whether anyone is better off."""
