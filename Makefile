# Everything goes through tools/bootstrap.py, which needs Python 3.11 or newer and nothing else.
PYTHON ?= python3
PORT ?= 8000
export PORT

.PHONY: help setup run company test test-services check bench lock messages

help:
	@echo "make run            start everything on http://localhost:$(PORT)/ (Ctrl-C stops it)"
	@echo "make company        the same for your own company: no demo year, initial passwords printed once"
	@echo "make test           set up and pass the tests"
	@echo "make test-services  the same tests on PostgreSQL and Redis, started from the machine's binaries"
	@echo "make bench          speed beside its goals (docs/performance.md); ARGS=\"pull tick\" for some"
	@echo "make check          lint, types, import contracts, templates, messages, migrations"
	@echo "make lock           write requirements*.txt anew from pyproject.toml"

setup:
	@$(PYTHON) tools/bootstrap.py setup

run:
	@exec $(PYTHON) tools/bootstrap.py run

company:
	@exec $(PYTHON) tools/bootstrap.py company

test:
	@exec $(PYTHON) tools/bootstrap.py test $(ARGS)

test-services:
	@TEST_DATABASE=postgres TEST_BROKER=redis $(PYTHON) tools/bootstrap.py test $(ARGS)

check:
	@$(PYTHON) tools/bootstrap.py setup --dev
	@.venv/bin/python tools/check.py

bench:
	@$(PYTHON) tools/bootstrap.py setup --dev
	@.venv/bin/python -m benchmarks.run $(ARGS)

lock:
	@tools/lock.sh

messages:
	@.venv/bin/python tools/messages.py update
