"""Find a Chromium for the browser tests, or get one. `python -m deploy.browser` prints its path."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MISSING = """\
************************************************************************
Chromium が見つかりません。ブラウザーのテストは実行できません。
No Chromium: the browser tests cannot run, and fail when CI is set.
Debian: apt install chromium / or set KYODO_CHROMIUM to its path.
************************************************************************"""


class NoBrowserError(RuntimeError):
    """No Chromium is installed and none can be had."""


def chromium() -> Path:
    """Return the path of a Chromium: a named or installed one, else one installed now.

    Raises:
        NoBrowserError: there is none; its text tells the person what to do.
    """
    for look in (_named, _installed, _from_system, _from_playwright):
        found = look()
        if found is not None:
            return found
    raise NoBrowserError(MISSING)


def arguments() -> list[str]:
    """Return what Chromium needs here; its sandbox refuses root."""
    quiet = [
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
    ]
    return [*quiet, "--no-sandbox"] if os.geteuid() == 0 else quiet


def _named() -> Path | None:
    named = os.environ.get("KYODO_CHROMIUM")
    if named and not os.access(named, os.X_OK):
        raise NoBrowserError(f"KYODO_CHROMIUM={named} は実行できるファイルではありません。")
    return Path(named) if named else None


def _installed() -> Path | None:
    found = next(filter(None, map(shutil.which, NAMES)), None)
    return Path(found) if found else None


def _from_system() -> Path | None:
    apt = shutil.which("apt-get")
    if os.geteuid() != 0 or apt is None:
        return None
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for step in (["update"], ["install", "-y", "--no-install-recommends", "chromium"]):
        # The path alone goes to standard output, so that a shell can use it.
        done = subprocess.run([apt, *step], env=environment, check=False, stdout=sys.stderr)
        if done.returncode != 0:
            return None
    return _installed()


def _from_playwright() -> Path | None:
    playwright = [sys.executable, "-m", "playwright", "install", "chromium"]
    subprocess.run(playwright, check=False, stdout=sys.stderr)
    cache = Path(os.environ.get("PLAYWRIGHT_BROWSERS_PATH") or Path.home() / ".cache/ms-playwright")
    found = sorted(cache.glob("chromium-*/chrome-linux*/chrome"))
    return found[-1] if found else None


if __name__ == "__main__":
    try:
        print(chromium())
    except NoBrowserError as error:
        sys.exit(str(error))
