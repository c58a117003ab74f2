# `make run` runs the main job, `make test` passes the tests; each does all the set-up it needs.
PYTHON ?= python3
OUT    ?= out
FEEDS  ?=
SECONDS ?= 60
SEED   ?= 20260302
BIGQUERY_PORT ?= 0
STORAGE_PORT  ?= 0
VENV   := .venv
BIN    := $(VENV)/bin
READY  := $(VENV)/.ready
RUN    := $(BIN)/dyadwire run --out $(OUT) $(if $(FEEDS),--feeds $(FEEDS))

.DEFAULT_GOAL := help
.PHONY: help run watch test test-faults fuzz test-engines emulator-build emulators eval bench golden generate image-lock lint clean

help: ## Show what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)
	@echo; echo "  make run FEEDS=feeds/wires.csv   live feeds instead of the sample wire"
	@echo "  make run OUT=folder              another output folder"

$(READY): pyproject.toml requirements.lock
	@$(PYTHON) -c 'import sys; sys.exit(0 if (3, 11) <= sys.version_info < (3, 13) else "dyadwire needs Python 3.11 or 3.12, this is %d.%d; name another one: make PYTHON=python3.11" % sys.version_info[:2])'
	@echo "setting up $(VENV) (once, a few minutes)"
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[dev]' -c requirements.lock
	@touch $@

run: $(READY) ## Run the main job once and show what came out
	@$(RUN)

watch: $(READY) ## Run rounds every minute until stopped
	@$(BIN)/dyadwire watch --every 60s --out $(OUT) $(if $(FEEDS),--feeds $(FEEDS))

test: $(READY) ## Pass the tests: style, types, unit, graph, end to end, quality floors
	@$(BIN)/ruff check --quiet .
	@$(BIN)/mypy
	@$(BIN)/python -m pytest -m "not engine and not faults"

test-faults: $(READY) ## Play every hostile server of the fault list on loopback
	@$(BIN)/python -m pytest -m faults tests/faults

fuzz: $(READY) ## Throw made-up answers, feeds and pages at the edges: make fuzz SECONDS=300 SEED=7
	@DYADWIRE_FUZZ_S=$(SECONDS) DYADWIRE_FUZZ_SEED=$(SEED) $(BIN)/python -m pytest -m faults tests/faults/test_fuzz.py

emulator-build: $(READY) ## Build the BigQuery emulator (needs Go; some minutes, once)
	@$(BIN)/python deploy/emulators/build.py .cache/bin

emulators: emulator-build ## Start BigQuery and Cloud Storage on this machine, until Ctrl-C
	@$(BIN)/python -m deploy.emulators.start --port $(BIGQUERY_PORT) --storage-port $(STORAGE_PORT)

test-engines: emulator-build ## Pass the tests that need an emulator
	@$(BIN)/python -m pytest -m engine tests/engine

# By name, not as the extra: pip 23.2 stumbles over lxml[html_clean] asked for by three packages at once.
$(VENV)/.rivals: $(READY)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check newspaper4k readability-lxml resiliparse -c requirements.lock
	@touch $@

eval: $(VENV)/.rivals ## Score every labelled set (needs ../shared) and check the floors
	@$(BIN)/python tests/eval/run.py --check

bench: $(READY) ## Measure speed and memory, as ratios
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[bench]' -c requirements.lock
	@$(BIN)/python tests/bench/run.py
	@$(BIN)/python tests/bench/bench_extraction.py
	@$(BIN)/python tests/bench/bench_lineage.py
	@$(BIN)/python tests/bench/bench_tagger.py
	@$(BIN)/python tests/bench/bench_tag_lines.py

generate: $(READY) ## Write the files made from schemas/rows.py and from the options of run
	@$(BIN)/python -m schemas.generate
	@$(BIN)/python -m pipeline.flex > deploy/flex/metadata.json

image-lock: $(READY) ## Write deploy/requirements.txt, every package of the image by hash
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check uv==0.13.9
	@$(BIN)/uv pip compile --quiet --extra gcp -c requirements.lock --generate-hashes --python-version 3.11 \
		--python-platform x86_64-unknown-linux-gnu --custom-compile-command 'make image-lock' pyproject.toml -o deploy/requirements.txt

golden: $(READY) ## Regenerate golden files; commit them alone
	@$(BIN)/python -m pytest -m "not engine and not faults" --golden

lint: $(READY) ## Style and types only
	@$(BIN)/ruff check .
	@$(BIN)/mypy

clean: ## Remove what was built, not what was fetched
	rm -rf $(VENV) build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache
