"""A random walk of dated edits, made twice: through the deeds, and in a world of one plain dict a day."""
