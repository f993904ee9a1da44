"""The program that looks into files which somebody handed in. Run by `file_checks` through `bounded_child`.

It imports nothing of Django and nothing else of the portal but `child_limits`. Each module knows one family of files
and says either what a file is, or with `Hostile` why it cannot be a paper.
"""
