# Everything one runs. `make` alone lists it.
SHELL := /bin/bash
.DEFAULT_GOAL := help
PYTEST_WORKERS ?= 2
bin := .venv/bin

help: ## この一覧
	@sed -nE 's/^([a-z-]+):.*## (.*)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 22

demo: .venv/.ready ## デモを起動する(データは残る。Ctrl-C で終了)
	@$(bin)/python -m deploy.demo

demo-reset: .venv/.ready ## デモのデータを消して、はじめから起動する
	@$(bin)/python -m deploy.demo --reset

test: lint types contracts ## すべての検査とテスト(CI と同じ)
	$(bin)/python -m pytest --numprocesses $(PYTEST_WORKERS) --dist loadfile

lint: .venv/.ready-dev ## 書き方の検査
	$(bin)/ruff check .
	$(bin)/ruff format --check .

types: .venv/.ready-dev ## 型の検査
	$(bin)/mypy

contracts: .venv/.ready-dev ## パッケージの依存方向の検査
	$(bin)/lint-imports

bench: .venv/.ready-dev ## 速さを測る(比で表示)
	$(bin)/python -m tests.benchmarks

# Needs uv on the path. The files carry hashes and name no package index.
lock: ## requirements*.in から requirements*.txt を作り直す
	for name in requirements requirements-dev; do \
	    uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header \
	        --no-emit-index-url --output-file $$name.txt $$name.in || exit 1; \
	done

clean: ## 環境とキャッシュを消す(デモのデータは残る)
	rm -rf .venv *.egg-info .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -not -path './var/*' -prune -exec rm -rf {} +

# The environment is made again only when what is asked of it has changed.
.venv/.ready: requirements.txt
	@deploy/environment.sh requirements.txt
	@touch $@

.venv/.ready-dev: requirements-dev.txt
	@deploy/environment.sh requirements-dev.txt
	@touch .venv/.ready $@

.PHONY: help demo demo-reset test lint types contracts bench lock clean
