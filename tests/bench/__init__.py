"""The benchmark: `make bench`, or `python -m tests.bench`; both fail where a goal is missed."""
