"""The actions log: its deeds, reminders, and the links by which owners report."""
