"""Risk registers and assessments: their deeds, and what their pages say."""
