"""The program that puts a pack together. Run by `pack` through `bounded_child`: it opens files that others made.

It imports nothing of Django and nothing else of the portal but `child_limits`.
"""
