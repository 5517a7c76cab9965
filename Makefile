PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
READY_TO_TEST := $(VENV)/.ready-to-test
REPORTS := ../shared/corpus/reports
ITEMS := data/policy_items_coding
PYTEST := $(BIN)/python -m pytest -q --numprocesses auto --dist worksteal
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable

.PHONY: help train notebooks test test-all lint fuzz robustness platforms mutants scale sbom audit
.PHONY: score curve ablation shift coverage replay bench corpus reading agreement attention page real-text api readme clean
.DELETE_ON_ERROR:

##@ Use

train: $(READY)  ## train on the shipped corpus, evaluate, write results/baseline/
	$(BIN)/python -m research.train --overwrite

notebooks: $(READY)  ## execute the notebooks in place
	$(BIN)/python notebooks/execute.py

##@ Check

test: $(READY_TO_TEST)  ## all tests but those marked slow, doctests included, on all cores
	$(PYTEST) -m "not slow"

test-all: $(READY_TO_TEST)  ## every test, as CI does: notebooks, browser, Spark, killed commands
	$(PYTEST)

lint: $(READY)  ## style and types, those of Windows too
	$(BIN)/ruff check research tests
	$(BIN)/ruff format --check research tests
	$(BIN)/mypy
	$(BIN)/mypy --platform win32 --cache-dir .mypy_cache/win32  # where many of the users are

fuzz: $(READY)  ## try the tests that generate their cases with ever new ones; MINUTES=10
	$(BIN)/python -m tests.fuzz --minutes $(or $(MINUTES),10)

mutants: $(READY)  ## change single lines and see which changes turn no test red; FULL=1 changes every line
	$(INSTALL) '.[mutants]'
	$(BIN)/python -m tests.mutants --jobs -1 $(if $(FULL),--lines 0)

robustness: $(READY_TO_TEST)  ## bad inputs, killed processes, full disks: what became of each
	$(BIN)/python -m tests.robustness --output results/robustness

platforms: $(READY)  ## run the tests on other Pythons, with other dependencies, in awkward surroundings
	$(BIN)/python -m tests.platforms

scale: $(READY)  ## how long large inputs take and how much memory, under a limit of 2 GB
	$(BIN)/python -m tests.scale

sbom: $(READY_TO_TEST)  ## list what is installed along, with versions and licences, in results/robustness/
	$(INSTALL) '.[peers,mutants]'
	$(BIN)/python -m tests.supply.sbom

audit: $(READY)  ## ask for known vulnerabilities of the pinned versions; needs the network
	$(BIN)/python -m tests.supply.audit

##@ Measure again, into results/

score: $(READY)  ## scores on the real sentences and policy documents beside the project, which it needs
	$(BIN)/python -m research.studies.score --overwrite

curve: $(READY)  ## scores on the same sentences by the number of labels learned from
	$(BIN)/python -m research.studies.learning_curve --overwrite

ablation: $(READY)  ## what each part of the model brings, and what other classifiers reach
	$(INSTALL) '.[peers]'
	$(BIN)/python -m research.studies.ablation --overwrite

shift: $(READY)  ## what is lost on types, levels and decades that were not learned from
	$(BIN)/python -m research.studies.shift --overwrite

coverage: $(READY)  ## which estimate of theme shares errs least, and what the intervals of both targets cover
	$(BIN)/python -m research.studies.coverage --overwrite
	$(BIN)/python -m research.studies.coverage_groups --overwrite

replay: $(READY)  ## how fast a model learns by which sentences are labelled first
	$(BIN)/python -m research.studies.active_learning --overwrite

bench: $(READY)  ## time whole commands and single sentences, beside the usual pipeline, fastText and encoders
	$(INSTALL) '.[peers,spark]'
	$(BIN)/python -m research.studies.bench --overwrite $(if $(wildcard $(REPORTS)),--documents $(REPORTS))

corpus: $(READY)  ## what the corpus is made of
	$(BIN)/python -m research.studies.corpus_composition --overwrite

reading: $(READY)  ## text that is lost and boilerplate that is kept, on invented documents and on the real ones, if there are any
	$(BIN)/python -m research.studies.reading --overwrite $(if $(wildcard $(REPORTS)),--documents $(REPORTS))

agreement: $(READY)  ## how far the two codings of the corpus and of the policy items agree
	$(BIN)/python -m research.agree data/corpus/first_coding.csv data/corpus/second_coding.csv \
		--settled data/corpus --overwrite
	$(BIN)/python -m research.agree $(ITEMS)/first_coding.csv $(ITEMS)/second_coding.csv \
		--settled $(ITEMS)/settled.csv --output results/agreement_items --overwrite

attention: $(READY)  ## what the real reports beside the project talk about, where they are there
	$(if $(wildcard $(REPORTS)),$(BIN)/python -m research.studies.attention --overwrite --reports $(REPORTS),@echo "$(REPORTS) is missing: results/attention/ stays as it is")

page: $(READY)  ## take the pictures of the report page that the READMEs show; needs chromium and chromedriver
	$(BIN)/python -m research.studies.screenshot --overwrite

real-text: $(READY)  ## learn vectors, names and key words from the real documents beside the project, into build/real_text
	$(BIN)/python -m research.studies.real_text --overwrite

api: $(READY)  ## write the reference of the public names, results/api.md, from their docstrings
	$(INSTALL) '.[docs]'
	$(BIN)/python -m research.studies.api_reference

readme: $(READY)  ## bring the numbers of the READMEs in line with results/
	$(BIN)/python -m research.studies.fill_readme

##@ Tidy

clean:  ## remove the virtual environment, caches and what was built
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis build dist *.egg-info

help:  ## list the targets by purpose
	@awk '/^##@/ {print "\n" substr($$0, 5)} /^[a-z-]+:.*  ## / {split($$1, name, ":"); sub(/.*  ## /, ""); printf "  make %-11s %s\n", name[1], $$0}' Makefile

$(READY): pyproject.toml constraints.txt
	$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or later is needed, this is " + sys.version.split()[0]) if sys.version_info < (3, 11) else None'
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(INSTALL) '.[dev,jupyter]'
	touch $(READY)

$(READY_TO_TEST): $(READY)  # Spark is large, and only the tests of research.spark need it
	$(INSTALL) '.[spark,docs]'
	touch $(READY_TO_TEST)
