"""Traffic-light and exception reports: what they say, how they are fixed, and their files."""
