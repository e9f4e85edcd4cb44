# Python 3.11 or later with venv, and make: nothing else is needed.
PYTHON ?= python3
BIN := .venv/bin
PORT ?= 8765

.PHONY: sandbox sandbox-reset test check fast simulate pictures bench lock clean

sandbox: .venv/run ## the local Slack, the bot and the page, in the foreground
	@PORT=$(PORT) $(BIN)/rounds sandbox

sandbox-reset: ## forget everything the sandbox knows
	rm -rf .sandbox

test: .venv/dev ## the tests; page tests are skipped, and say so, without Chromium
	$(BIN)/pytest -n auto

check: .venv/dev ## format, lint, types, import contracts, then the tests with nothing skipped
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	ROUNDS_NOTHING_SKIPPED=1 $(MAKE) test

fast: .venv/dev ## the inner loop: what failed last first, stop at the first failure
	$(BIN)/pytest -n auto -m "not page and not simulation" -x --ff

simulate: .venv/dev ## the long simulation, in slices: make simulate ARGS="--minutes 20"
	$(BIN)/python -m tests.simulation $(ARGS)

pictures: .venv/dev ## the README's pictures anew, by the code that people see them through (needs Chromium)
	folder=$$(mktemp -d) && ROUNDS_PICTURES=$$folder ROUNDS_NOTHING_SKIPPED=1 $(BIN)/pytest -q \
		tests/flows/test_the_page.py tests/flows/test_the_page_home.py tests/slack/test_pictures.py \
		&& cp $$folder/streak.png $$folder/weak.png docs/ && cp $$folder/hint.png docs/sandbox.png \
		&& cp "$$folder/home, three weeks, light, desk.png" docs/home.png && rm -r $$folder
	cd docs && ../$(BIN)/python -c 'import sys; from PIL import Image; [Image.open(name).convert("RGB").quantize(256).save(name, optimize=True) for name in sys.argv[1:]]' *.png

bench: .venv/dev ## what costs what: make bench ARGS="--database postgresql"
	$(BIN)/python -m tests.bench $(ARGS)

lock: ## pin what pyproject.toml asks for, with hashes and without addresses (needs uv)
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
		--no-emit-find-links --no-header --no-annotate pyproject.toml -o requirements.lock
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
		--no-emit-find-links --no-header --no-annotate --extra dev -c requirements.lock \
		pyproject.toml -o requirements-dev.lock

clean:
	rm -rf .venv .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit("Rounds needs Python 3.11 or later, this is " + sys.version.split()[0] + ". Name one with: make PYTHON=python3.11") if sys.version_info < (3, 11) else None'
	$(PYTHON) -m venv .venv

.venv/run: requirements.lock pyproject.toml | .venv/bin/python
	$(BIN)/pip install -q --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

.venv/dev: requirements-dev.lock pyproject.toml | .venv/bin/python
	$(BIN)/pip install -q --disable-pip-version-check --require-hashes -r requirements-dev.lock
	$(BIN)/pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@ .venv/run
