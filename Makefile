# `make help` lists the commands. `make run` and `make test` need nothing but Python 3.11 or later.
PYTHON ?= python3
BIN := .venv/bin
CHECKERS := tests/deploy/.venv

SIZE ?= S

.PHONY: help run test check format bench pictures land lock freeze documents migration sbom licences clean

help: ## list the commands
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: .venv/run ## install, load the catalogue, serve http://127.0.0.1:8000
	$(BIN)/samband load
	$(BIN)/samband serve

test: .venv/dev ## run every test, on SQLite and on PostgreSQL
	$(BIN)/python -m pytest -n 3 --dist loadfile

check: .venv/dev ## check style, types, layers, the frozen schema, the records and the migrations
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(BIN)/samband check
	for package in data/records data/layers/*; do test ! -d $$package || $(BIN)/frictionless validate $$package/datapackage.json || exit 1; done
	$(BIN)/python -m pytest -q tests/contract

format: .venv/dev ## format the code and apply the automatic fixes of ruff
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

pictures: .venv/dev ## renew the pictures of the documentation, in Chromium
	SAMBAND_TEST_PICTURES=docs/pictures $(BIN)/python -m pytest -q tests/explorer/test_pictures.py

land: .venv/dev ## renew the coasts and borders of the map, from the npm package of Natural Earth
	npm ci --prefix tests/explorer --ignore-scripts --no-audit --no-fund --silent
	$(BIN)/python tests/explorer/write_land.py

bench: .venv/dev ## measure the service beside other servers, into tests/benchmarks/RESULTS.md; SIZE=S or L
	$(BIN)/python tests/benchmarks/bench.py --size $(SIZE)

lock: .venv/dev ## renew the lock files from pyproject.toml
	$(BIN)/uv pip compile -q pyproject.toml --group build --universal --generate-hashes --no-emit-index-url --no-header -o requirements.lock
	$(BIN)/uv pip compile -q pyproject.toml --group dev --universal --generate-hashes --no-emit-index-url --no-header -o requirements-dev.lock
	for part in clients deploy; do $(BIN)/uv pip compile -q tests/$$part/requirements.in --universal --generate-hashes --no-emit-index-url --no-header -o tests/$$part/requirements.lock || exit 1; done
	$(BIN)/uv pip compile -q tests/data/formats/requirements.in --no-deps --universal --generate-hashes --no-emit-index-url --no-header -o tests/data/formats/requirements.lock

sbom: $(CHECKERS)/requirements.lock ## write var/sbom.cdx.json, the CycloneDX bill of materials of what runs
	mkdir -p var
	$(CHECKERS)/bin/cyclonedx-py requirements requirements.lock --pyproject pyproject.toml --output-reproducible -o var/sbom.cdx.json

licences: $(CHECKERS)/requirements.lock ## write docs/licences.md, the licences of what runs
	$(BIN)/python tests/deploy/licences.py $(CHECKERS)/bin/pip-licenses

freeze: .venv/run ## write generated files: SDL, docs/settings.md, datapackage.json, sorted records
	$(BIN)/samband schema > schema/schema.graphql
	$(BIN)/samband settings > docs/settings.md
	$(BIN)/samband load
	$(BIN)/samband export csv --layer base -o data/records
	$(BIN)/python -c "from data.catalogue.export import package_text; print(package_text(), end='')" > data/records/datapackage.json

documents: .venv/dev ## renew docs/documents.md, docs/questions.md and the answers of tests/examples, asked of the catalogue
	$(BIN)/python tests/documents/write_documents.py
	$(BIN)/python -m tests.examples.write_examples

MESSAGE ?= change the layout
migration: .venv/run ## write a migration from the models; MESSAGE="what it changes"
	$(BIN)/python -c "import sys; from data.store.database import write_migration; write_migration(sys.argv[1])" "$(MESSAGE)"

.venv/bin/python:
	$(PYTHON) -m venv .venv

.venv/run: .venv/bin/python requirements.lock pyproject.toml
	$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install -q --disable-pip-version-check --no-build-isolation --no-deps -e .
	touch $@

.venv/dev: .venv/run requirements-dev.lock
	$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements-dev.lock
	touch $@

$(CHECKERS)/requirements.lock: tests/deploy/requirements.lock | .venv/dev
	$(BIN)/uv venv -q --clear --python $(BIN)/python $(CHECKERS)
	$(BIN)/uv pip install -q --python $(CHECKERS)/bin/python --require-hashes -r $<
	cp $< $@

clean: ## remove installed and generated files
	rm -rf .venv tests/clients/.venv $(CHECKERS) tests/*/node_modules var build *.egg-info .mypy_cache .ruff_cache .pytest_cache
