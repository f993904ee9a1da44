"""What `make` runs: from a fresh checkout to a portal that serves, or to tests that have run.

Only the standard library is used here, because the packages are what is being installed. Each
module is one errand; `python3 -m partnership.setup` names them.
"""
