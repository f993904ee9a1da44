"""Attendance: who was expected, who came, whether there was a quorum, and the figures over time."""
