# Everything a developer or CI runs. `make help` lists it.
SHELL := /bin/bash
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
GOLD ?= ../shared/gold/dev.jsonl
SCORER ?= ../shared/gold/score.py
PACKAGES := model crawler extractors storage alerts runtime workers web cli

.DEFAULT_GOAL := help
.PHONY: help install install-dev demo test test-store test-store-cluster check lint types imports docs score bench lock clean bench-extract bench-alert bench-store dictionaries bench-read bench-crawl fuzz-read chaos soak soak-alerts test-browser generated manual fuzz-api bench-web lighthouse fuzz-extract fuzz guards audit sbom test-faults pictures

help: ## list the targets
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

# The stamps make a second run cheap: pip works only when a lock changed.
$(VENV)/app: requirements/app.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "svodka needs Python 3.11 or later; name one: make PYTHON=python3.12 ..."; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "installing pinned packages into $(VENV) ..."
	@$(BIN)/python -m pip install --quiet --require-hashes --requirement requirements/app.lock
	@$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/dev: $(VENV)/app requirements/dev.lock
	@$(BIN)/python -m pip install --quiet --require-hashes --requirement requirements/dev.lock
	@touch $@

install: $(VENV)/app ## make the virtual environment that the commands run in

install-dev: $(VENV)/dev ## the same, with what tests and checks need

demo: $(VENV)/app ## news become facts, a ranking change becomes an alert: under a minute
	@$(BIN)/svodka demo $(DEMO)

# One process more than the two processors that tests are known to have: a quarter of the time they wait.
TESTERS ?= 3

test: $(VENV)/dev ## run the tests
	@$(BIN)/pytest -n $(TESTERS) -q --ignore tests/browser $(TESTS)

# The pages in a real browser. Debian's package is taken: Playwright's own download is left alone.
$(VENV)/browser: $(VENV)/dev requirements/browser.lock
	@command -v chromium >/dev/null || { echo "test-browser needs Chromium: apt-get install chromium"; exit 1; }
	@$(BIN)/python -m pip install --quiet --require-hashes --requirement requirements/browser.lock
	@touch $@

test-browser: $(VENV)/browser ## the pages in Chromium: every page, axe, the keyboard alone (PICTURES=FOLDER keeps pictures)
	@SVODKA_PICTURES="$(PICTURES)" $(BIN)/pytest -n 2 --dist loadfile -q tests/browser $(BROWSER_TESTS)

pictures: $(VENV)/browser ## take the pictures of the manual anew, of the demo's news in Chromium
	@SVODKA_MANUAL_PICTURES=docs/pictures $(BIN)/pytest -q -p no:xdist tests/browser/test_pictures.py

test-store: $(VENV)/dev ## run the tests of storage on another server (REDIS=redis-server, REDIS=valkey-server)
	@TEST_REDIS="$$(command -v $(or $(REDIS),redis-server))" $(BIN)/pytest -n $(TESTERS) -q tests/storage

test-store-cluster: $(VENV)/dev ## run the tests of storage on a Redis Cluster of three masters, which they start
	@TEST_CLUSTER=yes $(BIN)/pytest -n $(TESTERS) -q tests/storage

score: $(VENV)/app ## how right extraction is on an annotated set (GOLD=FILE SCORER=FILE)
	@if [ -f "$(GOLD)" ] && [ -f "$(SCORER)" ]; then \
	  predictions=$$(mktemp) && trap 'rm -f "$$predictions"' EXIT && \
	  $(BIN)/svodka extract --jsonl "$(GOLD)" > "$$predictions" && \
	  $(BIN)/python "$(SCORER)" --gold "$(GOLD)" --pred "$$predictions" $(SCORE_OPTIONS); \
	else echo "score: skipped, $(GOLD) or $(SCORER) is not there; name them: make score GOLD=FILE SCORER=FILE"; fi

check: lint types imports docs ## lint, types, import directions, docs in step with the code

generated: $(VENV)/dev ## write anew what is made of the code: docs/openapi.json, docs/commands.md, docs/keys.md
	@$(BIN)/python -m web.openapi > docs/openapi.json
	@$(BIN)/python -m storage.keypage > docs/keys.md
	@$(BIN)/python -m typer cli.main utils docs --name svodka --title Commands > docs/commands.md

lint: $(VENV)/dev
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .

types: $(VENV)/dev
	@$(BIN)/mypy

imports: $(VENV)/dev
	@$(BIN)/lint-imports

docs: $(VENV)/dev
	@$(BIN)/pytest -q tests/docs

lock: $(VENV)/dev ## pin the packages anew (needs a package registry)
	@$(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --quiet --upgrade pyproject.toml requirements/build.in -o requirements/app.lock
	@$(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --quiet --upgrade --extra dev pyproject.toml requirements/build.in -c requirements/app.lock -o requirements/dev.lock
	@$(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --quiet --upgrade requirements/bench.in -o requirements/bench.lock
	@$(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --quiet --upgrade requirements/fuzz.in -o requirements/fuzz.lock
	@$(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --quiet --upgrade requirements/audit.in -o requirements/audit.lock

# What is only measured against lives apart from what svodka needs.
PEERS := $(VENV)/peers

$(PEERS)/ready: requirements/bench.lock $(VENV)/dev
	@$(PYTHON) -m venv --clear $(PEERS)
	@echo "installing Natasha, Scrapy and trafilatura into $(PEERS) ..."
	@$(PEERS)/bin/python -m pip install --quiet --require-hashes --requirement requirements/bench.lock
	@touch $@

bench: bench-extract bench-alert bench-read bench-crawl bench-store bench-web ## all benchmarks, each beside what a user would pick instead

bench-extract: $(PEERS)/ready ## documents a second beside Natasha, memory, start, growth with length
	@$(BIN)/python benchmarks/extract.py --natasha $(PEERS)/bin/python $(BENCH_OPTIONS)

bench-alert: $(VENV)/dev ## from a stored fact to the arrived webhook, at 1, 100 and 10,000 subscriptions
	@$(BIN)/python benchmarks/alert.py $(BENCH_OPTIONS)

bench-read: $(VENV)/app ## pages a second beside trafilatura, by size and by what the page tells of itself
	@$(BIN)/python benchmarks/read.py $(BENCH_OPTIONS)

bench-crawl: $(PEERS)/ready ## from feed to stored facts beside Scrapy, trafilatura and Natasha, per-host limits checked
	@PYTHONPATH=. $(BIN)/python benchmarks/crawl.py --peer $(PEERS)/bin/python $(BENCH_OPTIONS)

bench-store: $(VENV)/app ## what a fact costs and how fast it is found, beside SQLite and a scan (BENCH_OPTIONS=--facts 1000000)
	@PYTHONPATH=. $(BIN)/python benchmarks/store.py $(BENCH_OPTIONS)

DATASETTE := $(VENV)/datasette

$(DATASETTE)/ready: requirements/datasette.lock | $(VENV)/app
	@$(PYTHON) -m venv --clear $(DATASETTE)
	@$(DATASETTE)/bin/python -m pip install --quiet --require-hashes --requirement requirements/datasette.lock
	@touch $@

bench-web: $(DATASETTE)/ready ## how long readers and programs wait, beside Datasette (BENCH_OPTIONS=--facts 1000000)
	@PYTHONPATH=. $(BIN)/python benchmarks/web.py --datasette $(DATASETTE)/bin/datasette $(BENCH_OPTIONS)

# Lighthouse comes from npm and drives Debian's Chromium; it is needed for nothing else.
LIGHTHOUSE := $(VENV)/lighthouse

$(LIGHTHOUSE)/ready: requirements/lighthouse/package-lock.json | $(VENV)/app
	@command -v npm >/dev/null && command -v chromium >/dev/null || { echo "lighthouse needs npm and Chromium: apt-get install npm chromium"; exit 1; }
	@mkdir -p $(LIGHTHOUSE) && cp requirements/lighthouse/*.json $(LIGHTHOUSE)
	@cd $(LIGHTHOUSE) && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
	@touch $@

lighthouse: $(LIGHTHOUSE)/ready ## what Lighthouse says of Today, a rating and a region: at least 95 of 100 each
	@PYTHONPATH=. $(BIN)/python benchmarks/lighthouse.py --lighthouse $(LIGHTHOUSE)/node_modules/.bin/lighthouse $(BENCH_OPTIONS)

dictionaries: $(VENV)/app ## make what storage packs records with, and what extraction looks up first, of annotated documents
	@PYTHONPATH=. $(BIN)/python benchmarks/dictionary.py $(DICTIONARY_OPTIONS)
	@PYTHONPATH=. $(BIN)/python benchmarks/frequent_words.py

fuzz-extract: $(VENV)/app ## a megabyte of each thing that nobody writes: no rule fails, time grows with the length
	@PYTHONPATH=. $(BIN)/python benchmarks/fuzz_extract.py $(FUZZ_OPTIONS)

fuzz-read: $(VENV)/app ## ten thousand bad pages and feeds: no crash, no hang, memory under 500 MiB
	@$(BIN)/python benchmarks/fuzz_read.py $(FUZZ_OPTIONS)

SEEDS ?= 3
SECONDS ?= 60
MINUTES ?= 60

chaos: $(VENV)/dev ## the whole service while everything breaks, checked against a model (SEEDS=20 SECONDS=60)
	@$(BIN)/python -m tests.chaos.run --seeds $(SEEDS) --seconds $(SECONDS) $(CHAOS_OPTIONS)

soak: $(VENV)/dev ## a steady load for MINUTES=60: does anything grow?
	@$(BIN)/python -m tests.chaos.soak --minutes $(MINUTES) $(SOAK_OPTIONS)
# MkDocs is only needed to build the manual, so it lives apart from what svodka needs.
$(VENV)/manual/ready: requirements/manual.lock
	@$(PYTHON) -m venv --clear $(VENV)/manual
	@$(VENV)/manual/bin/python -m pip install --quiet --require-hashes --requirement requirements/manual.lock
	@touch $@

manual: $(VENV)/manual/ready ## docs/ as pages, which the service shows at /manual/
	@$(VENV)/manual/bin/mkdocs build --quiet --strict --clean

soak-alerts: $(VENV)/dev ## a thousand events to a hundred subscriptions while receivers fail and workers are killed
	@FAULT_EVENTS=1000 FAULT_RECEIVERS=2 $(BIN)/pytest -q -p no:xdist --durations=0 tests/workers/test_alerts_under_faults.py -k accounted
# schemathesis asks whatever the OpenAPI document allows, and what it does not.
SCHEMATHESIS := $(VENV)/schemathesis

$(SCHEMATHESIS)/ready: requirements/schemathesis.lock | $(VENV)/dev
	@$(PYTHON) -m venv --clear $(SCHEMATHESIS)
	@$(SCHEMATHESIS)/bin/python -m pip install --quiet --require-hashes --requirement requirements/schemathesis.lock
	@touch $@

fuzz-api: $(SCHEMATHESIS)/ready ## ten minutes of schemathesis over the API: no 5xx, no undocumented answer (FUZZ_OPTIONS=--seconds 60)
	@PYTHONPATH=. $(BIN)/python benchmarks/fuzz_api.py --schemathesis $(SCHEMATHESIS)/bin/schemathesis $(FUZZ_OPTIONS)

# atheris is needed for nothing else, so it lives apart from what svodka needs.
FUZZ := $(VENV)/fuzz
TARGET ?= page

$(FUZZ)/ready: requirements/fuzz.lock $(VENV)/dev
	@$(PYTHON) -m venv --clear $(FUZZ)
	@echo "installing atheris into $(FUZZ) ..."
	@$(FUZZ)/bin/python -m pip install --quiet --require-hashes --requirement requirements/fuzz.lock
	@touch $@

fuzz: $(FUZZ)/ready ## atheris on TARGET=page|feed|charset|robots|query|extractor, five minutes (FUZZ_SECONDS=300)
	@PYTHONPATH=$$($(FUZZ)/bin/python -c 'import sysconfig; print(sysconfig.get_path("platlib"))') \
	  $(BIN)/python -m tests.fuzz.run $(TARGET) --seconds $(or $(FUZZ_SECONDS),300)

AUDIT := $(VENV)/audit

$(AUDIT)/ready: requirements/audit.lock $(VENV)/dev
	@$(PYTHON) -m venv --clear $(AUDIT)
	@echo "installing the auditors into $(AUDIT) ..."
	@$(AUDIT)/bin/python -m pip install --quiet --require-hashes --requirement requirements/audit.lock
	@touch $@

audit: $(AUDIT)/ready ## known faults of the pinned packages; says so where no database can be reached
	@said=$$($(AUDIT)/bin/pip-audit --disable-pip --require-hashes --requirement requirements/app.lock 2>&1); status=$$?; \
	  unknown=$$(grep -c 'could not be audited' <<< "$$said"); \
	  if [ $$status -eq 0 ] && [ $$unknown -gt 0 ]; then \
	    echo "audit: skipped for $$unknown packages, which the database that was reached does not know; nothing known of the others"; \
	  elif [ $$status -ne 0 ] && grep -qiE 'connection|resolve|timed out|proxy|HTTPError|Client Error' <<< "$$said"; then \
	    echo "audit: skipped, no database of known faults can be reached"; \
	  else echo "$$said"; exit $$status; fi

sbom: $(AUDIT)/ready ## what is in svodka, as CycloneDX: build/sbom.json
	@mkdir -p build && $(AUDIT)/bin/cyclonedx-py requirements --output-reproducible --output-file build/sbom.json requirements/app.lock
	@echo "written build/sbom.json"

test-faults: $(VENV)/dev ## the tests that take long: failover of Sentinel and Cluster, hosts in namespaces, secrets
	@FAULTS=1 $(BIN)/pytest -q tests/storage/test_killed_masters.py tests/workers/test_failing_over.py \
	  tests/deploy/test_several_hosts.py tests/door/test_secrets.py

guards: $(VENV)/dev ## take each guard out, in a copy, and see its test fail
	@$(BIN)/python -m tests.guards.take_out $(GUARD)

clean: ## remove what was built
	@rm -rf $(VENV) build *.egg-info .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
