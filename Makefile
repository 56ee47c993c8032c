# One virtual environment, made from one lock file; every target below runs inside it.
# `make help` lists what there is.

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
READY  := $(VENV)/.ready
PARAMS ?= params/demo
export PYTHONSAFEPATH := 1
# What was compiled once is kept, whatever the shell says: pytest rewrites 300 files of tests, in each of its processes.
export PYTHONDONTWRITEBYTECODE :=

# What stands behind `bench` names the benchmarks to run; make would take it for a target.
ifeq (bench,$(firstword $(MAKECMDGOALS)))
ONLY := $(wordlist 2,9,$(MAKECMDGOALS))
$(if $(ONLY),$(eval $(ONLY):;@:))
endif

.DEFAULT_GOAL := help
.PHONY: help report test test-shared check lab bench calibration mutants examples desks kills demo docs pictures tutorial wheel clean

help:  ## what can be made
	@awk -F':.*## ' '/^[a-z-]+:.*## / {printf "  make %-11s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

report: $(READY)  ## the demo campaign as five HTML reports and an index, in reports/ (PARAMS=params/yours for your own)
	$(BIN)/xhs-workbench run $(PARAMS)

test: check  ## every test: types, style, architecture, numbers, pages in a browser, JupyterLab, notebooks
	$(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder
	$(BIN)/python -m pytest -p nbval -p tests.kernels_of_the_run --nbval-lax --nbval-kernel-name xhs notebooks -p no:cacheprovider -n 2 --dist loadfile

test-shared: $(READY)  ## the tests that read ../shared, which no clone has; the others skip nothing without it
	$(BIN)/python -m pytest -m real_data -p no:cacheprovider

check: $(READY)  ## style, types, and notebooks without outputs
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python -m xhs_workbench.report.saved_notebooks --check notebooks/*.ipynb notebooks/desks/*.ipynb

lab: $(READY)  ## open JupyterLab on the start page: campaigns, notebooks, reports
	$(BIN)/xhs-workbench lab

bench: $(READY)  ## speed and accuracy, as ratios against what one would run instead (make bench language: of comments alone; SHORT=--short: minutes each, no verdict)
	$(BIN)/python -m benchmarks $(SHORT) $(ONLY)

calibration: $(READY)  ## how often each kind of statement is right; writes docs/how_far_to_trust.md (SHORT=--short: minutes, no page)
	$(BIN)/python -m benchmarks.calibration $(SHORT)

# Of cosmic-ray only the operators are used, and they need nothing but what the lock has; its own dependencies are left out.
mutants: $(READY)  ## put faults into the arithmetic and count those the tests notice; writes docs/mutants.md (ROOMS="metrics values" for some, no page)
	@$(BIN)/python -c 'import cosmic_ray' 2>/dev/null || \
	  $(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes --no-deps -r benchmarks/mutants/requirements.lock
	$(BIN)/python -m benchmarks.mutants $(ROOMS)

examples: $(READY)  ## the tests that draw their examples, a thousand each instead of twenty, and 36 campaigns instead of 12
	XHS_EXAMPLES=many $(BIN)/python -m pytest -m "hypothesis or drawn" tests -p no:cacheprovider -n 2 --dist loadfile

desks: $(READY)  ## each desk changed in JupyterLab and in Notebook 7, opened again in the other, and its report (the suite: in one of them)
	XHS_DESKS=both $(BIN)/python -m pytest tests/browser/test_desks_of_two_front_ends.py tests/browser/test_jupyterlab.py tests/browser/test_start_page.py -p no:cacheprovider

kills: $(READY)  ## kill kernels, workers and batches 200 times, and fill the disk at every write: no report may be lost or half there
	$(BIN)/python -m benchmarks.kills

demo: $(READY)  ## write the synthetic demo exports again (same seed, same bytes)
	PYTHONSAFEPATH= $(BIN)/python data/demo/make_demo.py
	$(BIN)/python data/demo_leads/make_demo_leads.py
	$(BIN)/python data/demo_sales/make_demo_sales.py

# The tools are no part of the package's own lock; once they are there, the site is built without a network.
docs: $(READY)  ## this documentation as a site in site/, with every link checked
	@$(BIN)/python -c 'import mkdocstrings_handlers.python, material' 2>/dev/null || \
	  $(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes --no-deps -r docs/requirements.lock
	NO_MKDOCS_2_WARNING=1 $(BIN)/python -m mkdocs build -q --clean
	$(BIN)/python -m docs.making.links site

pictures: $(READY)  ## the pictures of the documentation again, from the demo's reports and JupyterLab (needs Chromium)
	$(BIN)/python -m docs.making.pictures

tutorial: $(READY)  ## the tutorial word for word from the wheel, in an empty folder and environment: how large, how long
	$(BIN)/python -m docs.making.follow

wheel: $(READY)  ## the package as one file in dist/, with notebooks, templates and demo: pip install dist/xhs_workbench-*.whl
	$(BIN)/python -m hatchling build -t wheel -d dist

clean:  ## remove the virtual environment and the reports
	rm -rf $(VENV) reports

# uv installs the locked versions in seconds; pip does the same, slower, where uv has no build for the machine.
# The stamp is newer than the lock and the project file, so a second run installs nothing.
$(READY): requirements.lock pyproject.toml templates/labextension/static/ready.js
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed; try make PYTHON=python3.11")'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@sed -n '/^uv==/,/[^\\]$$/p' requirements.lock > $(VENV)/uv.lock
	@if $(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes --no-deps -r $(VENV)/uv.lock; then \
	  VIRTUAL_ENV=$(abspath $(VENV)) $(BIN)/uv pip install -q --compile-bytecode --require-hashes --no-deps -r requirements.lock && \
	  VIRTUAL_ENV=$(abspath $(VENV)) $(BIN)/uv pip install -q --no-deps --no-build-isolation -e . ; \
	else \
	  $(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes --no-deps -r requirements.lock && \
	  $(BIN)/python -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e . ; \
	fi
	@touch $@
