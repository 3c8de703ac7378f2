# The targets are listed by `make help`. Each sets up all that it needs: .venv, markpack, and system libraries.
# Written for GNU make 3.81 and newer.

PYTHON_IN_VENV = .venv/bin/python
SET_UP = .venv/.set-up-test
SET_UP_FOR_BENCH = .venv/.set-up-bench

# Given to markpack build, pytest or the bench: make pack OPTIONS="--only brief", make bench OPTIONS="--quick"
OPTIONS =

.PHONY: help pack test quick lint bench fuzz pictures clean libraries tools
.DEFAULT_GOAL = help

help: ## show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' Makefile

pack: $(SET_UP) libraries ## build the documents of all employers into output/
	.venv/bin/markpack build $(OPTIONS)

test: lint libraries tools ## run every check and test, as CI does
	$(PYTHON_IN_VENV) -m pytest --numprocesses auto --dist loadfile --no-loadscope-reorder $(OPTIONS)

quick: $(SET_UP) ## run the fast tests alone
	$(PYTHON_IN_VENV) -m pytest -m "not slow" --numprocesses auto --dist loadfile --no-loadscope-reorder $(OPTIONS)

lint: $(SET_UP) ## run the linter, the formatter's check and the type checker
	$(PYTHON_IN_VENV) -m ruff check
	$(PYTHON_IN_VENV) -m ruff format --check
	$(PYTHON_IN_VENV) -m mypy

bench: $(SET_UP_FOR_BENCH) libraries tools ## measure markpack beside other tools; writes docs/performance.md (some minutes)
	$(PYTHON_IN_VENV) -m bench $(OPTIONS)

fuzz: $(SET_UP) ## look for files that harm the readers (over an hour; OPTIONS="--seconds 60 pdf")
	$(PYTHON_IN_VENV) -m pip install --quiet "atheris>=2.3" || echo "atheris cannot be had here; inputs are changed at random" >&2
	$(PYTHON_IN_VENV) -m fuzz $(OPTIONS)

pictures: $(SET_UP) libraries tools ## render the pictures of the README afresh
	$(PYTHON_IN_VENV) docs/pictures/make.py

clean: ## remove the environment and all caches; output/ stays, for people may have edited what is in it
	rm -rf .venv .venv.log build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find src tests bench fuzz setup -name __pycache__ -type d -prune -exec rm -rf {} +

libraries: $(SET_UP)
	@setup/system-libraries.sh $(PYTHON_IN_VENV)

tools:
	@setup/test-tools.sh

$(SET_UP): pyproject.toml constraints.txt setup/environment.sh
	@setup/environment.sh test
	@touch $@

$(SET_UP_FOR_BENCH): $(SET_UP)
	@setup/environment.sh test,bench
	@touch $@
