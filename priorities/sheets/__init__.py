"""Workbooks and csv files, out and in: plans and figures."""
