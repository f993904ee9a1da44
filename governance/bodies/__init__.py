"""A body on a day: what it was called, its life, and all that its page says."""
