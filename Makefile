# The portal's commands. Each installs what it needs first; see partnership/setup/.
PYTHON ?= python3
SETUP := $(PYTHON) -m partnership.setup
export PORT EXAMPLE_PASSWORD PYTHON
.DEFAULT_GOAL := help

.PHONY: help run dev test lint types deploy-check bench prepare lock
help:           ## Say what there is
	@grep -E '^[a-z-]+: +##' Makefile | sed -e 's/: *## */|/' | while IFS='|' read -r name what; do printf 'make %-14s%s\n' "$$name" "$$what"; done

run:            ## Serve the example partnerships on 127.0.0.1:8000; PORT=8001 chooses another port
	@$(SETUP) run
dev:            ## The same with a server that reloads when a file changes
	@$(SETUP) dev
test:           ## Run every test on SQLite, then on PostgreSQL; ARGS="-k day" chooses some
	@$(SETUP) test $(ARGS)
lint:           ## Read the code and the templates for faults
	@$(SETUP) lint
types:          ## Check the types
	@$(SETUP) types
deploy-check:   ## Check the production settings, and that no migration is missing
	@$(SETUP) deploy-check
bench:          ## Measure speed
	@$(SETUP) bench $(ARGS)
prepare:        ## Install everything and start nothing
	@$(SETUP) prepare
lock:           ## Pin the newest versions that pyproject.toml allows
	@$(SETUP) lock
