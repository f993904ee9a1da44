"""The program that reads the words out of papers before they go public. Run by `file_words` through `bounded_child`.

It imports nothing of Django and nothing else of the portal but `child_limits`. Each module reads one family of files.
"""
