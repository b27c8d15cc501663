PYTHON ?= python3
VENV := .venv
PIP := $(VENV)/bin/python -m pip install --quiet --disable-pip-version-check -c constraints.txt

.PHONY: run up test clean

run: $(VENV)/.installed
	$(VENV)/bin/harness run

up: $(VENV)/.installed
	$(VENV)/bin/harness up

test: $(VENV)/.tox-installed
	$(VENV)/bin/tox

clean:
	rm -rf $(VENV) .tox .harness

$(VENV)/.installed: pyproject.toml constraints.txt
	@echo "installing into $(VENV)"
	@$(PYTHON) -m venv $(VENV)
	@$(PIP) -e '.[embedded,load]'
	@touch $@

$(VENV)/.tox-installed: constraints.txt
	@$(PYTHON) -m venv $(VENV)
	@$(PIP) tox tox-uv
	@touch $@
