"""Report-backs from outside bodies: their deeds, who represents whom, and what is overdue."""
