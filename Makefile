# What each line does stands in .dev/go.py; Windows calls the same script: py -3 .dev\go.py run
PYTHON ?= python3
ARGS ?=

.PHONY: run demo test cover bench lock
run demo test cover bench lock:
	@$(PYTHON) .dev/go.py $@ $(ARGS)
