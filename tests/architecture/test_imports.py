"""The direction of imports; the contracts themselves stand in pyproject.toml."""

import tomllib
from pathlib import Path

import pytest
from importlinter.cli import EXIT_STATUS_SUCCESS, lint_imports

HOUSE = Path(__file__).parents[2]
ROOMS = frozenset({"models", "queries", "service", "rules", "schemas", "pages", "api"})
SHELL = frozenset({"api", "web", "access", "documents", "cli"})
"""Folders of the app that are no feature: the edges, who may do what, how papers are drawn."""


def contracts() -> dict[str, dict[str, list[str]]]:
    text = (HOUSE / "pyproject.toml").read_text(encoding="utf-8")
    return {each["name"]: each for each in tomllib.loads(text)["tool"]["importlinter"]["contracts"]}


def test_the_import_contracts_hold():
    status = lint_imports(config_filename=str(HOUSE / "pyproject.toml"), no_cache=True)
    assert status == EXIT_STATUS_SUCCESS


def test_every_feature_has_its_rooms_in_order():
    named = set(contracts()["The rooms of a feature"]["containers"])
    features = {
        f"app.{folder.name}"
        for folder in (HOUSE / "app").iterdir()
        if folder.is_dir()
        and folder.name not in SHELL
        and ROOMS & {module.stem for module in folder.iterdir()}
    }
    assert features == named


@pytest.mark.parametrize("word", ["utils", "helpers", "common", "misc", "managers"])
def test_no_folder_of_odds_and_ends(word):
    found = [
        path
        for folder in ("app", "tenants", "worker")
        for path in (HOUSE / folder).rglob(f"{word}*")
    ]
    assert found == []
