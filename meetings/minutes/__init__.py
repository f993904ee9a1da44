"""Minutes: their deeds, the secretary’s desk, what readers see, and minutes that come from Word."""
