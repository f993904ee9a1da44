"""Seats and who sits in them: their deeds, the roll of a day, and what pages say of it."""
