# Each target does its own set-up, once, into .venv.
PYTHON ?= python3
BIN := .venv/bin
READY := .venv/ready

.PHONY: setup report lab docs demo-fetch check test slow bench audit clean

setup: $(READY)

$(READY): constraints.txt pyproject.toml
	@echo "Setting up, once: some 190 packages go into .venv. This takes one to three minutes."
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r constraints.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $(READY)
	@echo "Set-up is done."

report: setup
	@echo "Building the report on Sampleshire, an invented county. This takes one to two minutes."
	@$(BIN)/vna build

lab: setup
	@$(BIN)/vna release $(if $(AREA),--area "$(AREA)") $(if $(INPUTS),--inputs "$(INPUTS)") $(if $(LOCAL),--local "$(LOCAL)") $(if $(OUT),--out "$(OUT)") $(if $(AS_OF),--as-of "$(AS_OF)")
	$(BIN)/jupyter lab --config=notebooks/.lab/config.py notebooks/start.md

docs: setup
	@$(BIN)/python -m sphinx --quiet --fail-on-warning --keep-going --doctree-dir .venv/doctrees docs docs/_site
	@echo "The documentation is ready. Open docs/_site/index.html"

demo-fetch: setup
	$(BIN)/python -m tests.publishers.demo

# What a developer runs while working: what takes seconds.
check: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports --no-logo --no-cache
	$(BIN)/mypy --no-incremental
	$(BIN)/python -m pytest -n 2 tests/house_rules tests/charts tests/report tests/measures tests/disclosure

# Python rewrites every test before it runs it: kept, that is done once.
test: export PYTHONDONTWRITEBYTECODE =
test: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports --no-logo --no-cache
	$(BIN)/mypy --no-incremental
	$(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder

# What takes its time for a reason: truth by simulation, attackers in many worlds, kills, the whole way again.
slow: export PYTHONDONTWRITEBYTECODE =
slow: setup
	$(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder -m slow

bench: setup
	for one in tests/benchmarks/bench_*.py; do $(BIN)/python $$one || exit 1; done

audit: setup
	$(BIN)/python tests/house_rules/audit.py

clean:
	rm -rf .venv .ruff_cache .hypothesis docs/_site data/parsed data/raw/sampleshire data/local/sampleshire data/local/builds
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
