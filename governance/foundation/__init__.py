"""The slab: what every floor stands on, and which names no model."""
