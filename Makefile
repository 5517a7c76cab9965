PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
READY_TO_TEST := $(VENV)/.ready-to-test
REPORTS := ../shared/corpus/reports

.PHONY: train test lint notebooks bench score real-text curve ablation shift coverage replay scale fuzz corpus reading agreement attention readme clean robustness sbom audit platforms
.DELETE_ON_ERROR:

train: $(READY)  ## train on the shipped corpus, evaluate, write results/baseline/
	$(BIN)/python -m research.train --overwrite

test: $(READY_TO_TEST)  ## every test, doctests and notebooks included, on all cores
	$(BIN)/python -m pytest -q --numprocesses auto --dist worksteal

lint: $(READY)
	$(BIN)/ruff check research tests
	$(BIN)/ruff format --check research tests
	$(BIN)/mypy
	$(BIN)/mypy --platform win32 --cache-dir .mypy_cache/win32  # where many of the users are

notebooks: $(READY)  ## execute the notebooks in place
	$(BIN)/python notebooks/execute.py

bench: $(READY)  ## time whole commands and single sentences, beside the usual pipeline, fastText and encoders
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[peers,spark]'
	$(BIN)/python -m research.studies.bench --overwrite $(if $(wildcard $(REPORTS)),--documents $(REPORTS))

score: $(READY)  ## scores on the real sentences and policy documents beside the project, where they are there
	$(BIN)/python -m research.studies.score --overwrite

real-text: $(READY)  ## learn vectors, names and key words from the real documents beside the project, into build/real_text
	$(BIN)/python -m research.studies.real_text --overwrite

curve: $(READY)  ## scores on the same sentences by the number of labels learned from
	$(BIN)/python -m research.studies.learning_curve --overwrite

ablation: $(READY)  ## what each part of the model brings, and what other classifiers reach
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[peers]'
	$(BIN)/python -m research.studies.ablation --overwrite

shift: $(READY)  ## what is lost on types, levels and decades that were not learned from
	$(BIN)/python -m research.studies.shift --overwrite

coverage: $(READY)  ## which estimate of theme shares errs least, and what the intervals of both targets cover
	$(BIN)/python -m research.studies.coverage --overwrite
	$(BIN)/python -m research.studies.coverage_groups --overwrite

replay: $(READY)  ## how fast a model learns by which sentences are labelled first
	$(BIN)/python -m research.studies.active_learning --overwrite

fuzz: $(READY)  ## try the tests that generate their cases with ever new ones; MINUTES=10
	$(BIN)/python -m tests.fuzz --minutes $(or $(MINUTES),10)

scale: $(READY)  ## how long large inputs take and how much memory, under a limit of 2 GB
	$(BIN)/python -m tests.scale

robustness: $(READY_TO_TEST)  ## bad inputs, killed processes, full disks: what became of each, writes results/robustness/
	$(BIN)/python -m tests.robustness --output results/robustness

corpus: $(READY)  ## what the corpus is made of
	$(BIN)/python -m research.studies.corpus_composition --overwrite

reading: $(READY)  ## text that is lost and boilerplate that is kept, on invented documents and on real ones beside the project
	$(BIN)/python -m research.studies.reading --overwrite $(if $(wildcard $(REPORTS)),--documents $(REPORTS))

agreement: $(READY)  ## how far the two codings of the corpus agree
	$(BIN)/python -m research.agree data/corpus/first_coding.csv data/corpus/second_coding.csv \
		--settled data/corpus --overwrite

attention: $(READY)  ## what the real reports beside the project talk about, where they are there
	$(if $(wildcard $(REPORTS)),$(BIN)/python -m research.studies.attention --overwrite --reports $(REPORTS),@echo "$(REPORTS) is missing: results/attention/ stays as it is")

readme: $(READY)  ## bring the numbers of the READMEs in line with results/
	$(BIN)/python -m research.studies.fill_readme

sbom: $(READY_TO_TEST)  ## list what is installed along, with versions and licences, in results/robustness/
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[peers]'
	$(BIN)/python -m tests.supply.sbom

audit: $(READY)  ## ask for known vulnerabilities of the pinned versions; needs the network
	$(BIN)/python -m tests.supply.audit

platforms: $(READY)  ## run the tests on other Pythons, with other dependencies, in awkward surroundings
	$(BIN)/python -m tests.platforms

clean:
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis build dist *.egg-info

$(READY): pyproject.toml constraints.txt
	$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or later is needed, this is " + sys.version.split()[0]) if sys.version_info < (3, 11) else None'
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[dev,jupyter]'
	touch $(READY)

$(READY_TO_TEST): $(READY)  # Spark is large, and only the tests of research.spark need it
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[spark]'
	touch $(READY_TO_TEST)
