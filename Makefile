# `make` alone lists the targets.
PYTHON ?= python3
# processes that test, each with servers of its own (about 1 GB); most of the time they wait for these
TESTERS ?= 2
VENV := .venv
BIN := $(VENV)/bin
WARM_LANGUAGES := ar bg bn bs ca cs da de el es fa fi fr he hi hr hu id is it ja ko lt lv mk ms nl \
  no pl pt ro ru sk sl sr sv ta th tl tr uk ur vi zh

.DEFAULT_GOAL := help
.PHONY: help setup run test check fix lock bench chaos soak warm clean

help:  ## list the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## /{printf "  make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(VENV)/.done  ## install everything into .venv (with the storyfold command)

run: setup  ## fold the bundled sample stream and show its stories
	@$(BIN)/storyfold run

test: setup  ## run every test; fetches the servers it needs where it may
	$(BIN)/python -m pytest -n $(TESTERS) --dist loadfile $(PYTEST_ARGS)

check: setup  ## lint, types, architecture
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

fix: setup  ## format, and mend what the linter can
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: setup  ## measure speed against peers, in one run
	$(BIN)/python -m tests.bench

chaos: setup  ## break workers, brokers, database and wires for half an hour, and judge what is left
	$(BIN)/python -m tests.chaos

soak: setup  ## two hours at half the highest rate; what is measured comes to lie in ./soak
	$(BIN)/python -m tests.chaos.soak

warm: setup  ## make the tables of word frequencies anew
	for code in $(WARM_LANGUAGES); do $(BIN)/storyfold warm --from-word-frequencies \
	  --language $$code --out pipeline/fingerprint/warm/$$code.npz || exit 1; done
	$(BIN)/storyfold warm ../shared/data/stream/background.jsonl.gz \
	  --language en --out pipeline/fingerprint/warm/en.npz

lock: setup  ## resolve the lock files anew
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-header \
	  --python-version 3.11 --extra build -o requirements.lock pyproject.toml
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-header \
	  --python-version 3.11 --extra build --extra dev -o requirements-dev.lock pyproject.toml

clean:  ## remove what the targets made
	rm -rf $(VENV) .cache .mypy_cache .pytest_cache .ruff_cache storyfold-sample.db*

$(VENV)/.done: requirements-dev.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "Storyfold needs Python 3.11 or newer; name one: make PYTHON=python3.12"; exit 2; }
	@echo "Installing into $(VENV) …"
	@$(PYTHON) -m venv $(VENV)
	@# the lock names everything; pip alone would trip over one package asked for by two spellings
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes \
	  -r requirements-dev.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps \
	  --no-build-isolation -e .
	@touch $@
