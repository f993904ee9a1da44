"""The benchmark: `make bench`, or `python -m tests.bench --strict` to fail where a goal is missed."""
