# One command each, from a fresh clone on. Everything installs into .venv; run again, nothing is installed.

PYTHON := .venv/bin/python
BIN := .venv/bin

.DEFAULT_GOAL := help
.PHONY: help tour test check bench lab docs format shots clean

help: ## Say what there is
	@grep -E '^[a-z]+:.*## ' Makefile | sed -E 's/^([a-z]+):.*## /make \1|/' | awk -F'|' '{ printf "%-12s %s\n", $$1, $$2 }'

tour: ## Install, then the main job: check, train, look, ship, report
	@tools/environment base
	$(BIN)/convscope tour --overwrite

test: ## Install what tests need, Debian packages included, then run every test
	@tools/environment dev
	@tools/system-packages chromium-headless-shell clang lld
	$(PYTHON) -m pytest -n auto --maxprocesses 4  # each with one thread of torch; see tests/conftest.py

check: ## Lint, format, types, and the arrows of the house
	@tools/environment dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: ## Put the code into its format
	@tools/environment dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: ## Measure what the documentation claims, and write it into bench/RESULTS.md
	@tools/environment bench
	@missed=; for file in $(filter-out bench/machine.py bench/serving.py,$(wildcard bench/*.py)); do echo "$$file"; \
	$(PYTHON) $$file --write || missed="$$missed $$file"; done; \
	[ -z "$$missed" ] || { echo "below their bars:$$missed" >&2; exit 1; }

docs: ## Build the documentation, warnings being errors
	@tools/environment dev
	$(BIN)/sphinx-build -W --keep-going -q -b html docs docs/_build/html
	@echo "docs/_build/html/index.html"

lab: ## Install, then the web lab, with a LeNet-5 trained on MNIST
	@tools/environment base
	$(BIN)/convscope lab

shots: ## Take the lab's pictures in README anew
	@tools/environment dev
	@tools/system-packages chromium
	$(PYTHON) docs/shots.py

clean: ## Remove the environment and what was built
	rm -rf .venv docs/_build .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
