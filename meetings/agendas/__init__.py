"""Agendas: their deeds, what readers see of them, and what is checked before they go public."""
