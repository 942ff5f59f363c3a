import pytest

from deploy import browser


@pytest.fixture
def empty_machine(monkeypatch):
    """A machine without any Chromium, on which nothing can be installed."""
    monkeypatch.delenv("KYODO_CHROMIUM", raising=False)
    monkeypatch.setattr(browser.shutil, "which", lambda _: None)
    monkeypatch.setattr(browser, "_from_playwright", lambda: None)


def executable(path):
    path.touch(mode=0o755)
    return path


def test_the_named_browser_is_taken_before_an_installed_one(tmp_path, monkeypatch):
    mine, other = executable(tmp_path / "mine"), executable(tmp_path / "chromium")
    monkeypatch.setenv("KYODO_CHROMIUM", str(mine))
    monkeypatch.setenv("PATH", str(tmp_path))
    assert browser.chromium() == mine
    monkeypatch.delenv("KYODO_CHROMIUM")
    assert browser.chromium() == other


def test_a_named_browser_that_is_none_is_an_error(tmp_path, monkeypatch):
    monkeypatch.setenv("KYODO_CHROMIUM", str(tmp_path / "nothing"))
    with pytest.raises(browser.NoBrowserError, match="KYODO_CHROMIUM"):
        browser.chromium()


def test_without_any_browser_the_person_is_told_loudly(empty_machine):
    with pytest.raises(browser.NoBrowserError, match="apt install chromium"):
        browser.chromium()


def test_root_installs_the_package_of_the_system(empty_machine, tmp_path, monkeypatch):
    apt = executable(tmp_path / "apt-get")
    apt.write_text(f'#!/bin/sh\n[ "$1" = update ] || /bin/touch {tmp_path}/chromium\n')
    chromium = tmp_path / "chromium"
    found = {"apt-get": apt, "chromium": chromium}
    monkeypatch.setattr(
        browser.shutil,
        "which",
        lambda name: str(found[name]) if name in found and found[name].exists() else None,
    )
    monkeypatch.setattr(browser.os, "geteuid", lambda: 1000)
    with pytest.raises(browser.NoBrowserError):
        browser.chromium()
    monkeypatch.setattr(browser.os, "geteuid", lambda: 0)
    assert browser.chromium() == chromium


def test_only_root_gives_up_the_sandbox(monkeypatch):
    monkeypatch.setattr(browser.os, "geteuid", lambda: 0)
    assert "--no-sandbox" in browser.arguments()
    monkeypatch.setattr(browser.os, "geteuid", lambda: 1000)
    assert "--no-sandbox" not in browser.arguments()
