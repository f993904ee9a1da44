"""Strategies, priorities, approaches and areas: their deeds, and what their pages say of a day."""
