"""The public pages of governance: one module for each concept, and `pages` for what they share."""
