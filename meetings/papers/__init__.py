"""Papers: their deeds, and the programs of their own that look into files that were handed in."""
