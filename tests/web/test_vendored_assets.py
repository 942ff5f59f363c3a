"""What the pages carry from other projects is exactly what was taken, and nothing is missing."""

import hashlib
import json
import re
from pathlib import Path

from app.web.navigation import ROOMS

ROOT = Path(__file__).parents[2]
STATIC = ROOT / "app/web/static"
VENDOR = STATIC / "vendor"
TEMPLATES = sorted(ROOT.glob("app/**/templates/**/*.html"))
PACKAGES = json.loads((VENDOR / "manifest.json").read_text(encoding="utf-8"))["packages"]
LISTED = {name: digest for package in PACKAGES for name, digest in package["files"].items()}


def test_every_vendored_file_is_the_one_in_the_manifest():
    found = {
        path.relative_to(VENDOR).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in VENDOR.rglob("*")
        if path.is_file() and path.name != "manifest.json"
    }

    assert found == LISTED


def test_every_package_names_its_version_and_carries_its_licence():
    for package in PACKAGES:
        assert package["name"]
        assert re.fullmatch(r"\d+\.\d+\.\d+", package["version"])
        assert package["licence"] in {"MIT", "OFL-1.1", "Apache-2.0", "0BSD"}
        assert [name for name in package["files"] if name.endswith("/LICENSE")]


def test_the_manifest_and_the_lock_agree_and_hold_no_download_address():
    lock_text = (ROOT / "deploy/vendor/package-lock.json").read_text(encoding="utf-8")
    locked = json.loads(lock_text)["packages"]

    for package in PACKAGES:
        assert locked[f"node_modules/{package['name']}"]["version"] == package["version"]
    assert "://" not in lock_text
    assert "://" not in (VENDOR / "manifest.json").read_text(encoding="utf-8")


def test_every_part_of_the_font_the_stylesheet_names_is_there():
    folder = VENDOR / "noto-sans-jp"
    css = (folder / "noto-sans-jp.css").read_text(encoding="utf-8")
    named = set(re.findall(r"url\(\./([^)]+)\)", css))

    assert len(named) > 100
    assert named == {f"files/{path.name}" for path in (folder / "files").iterdir()}


def test_every_icon_the_menu_and_the_templates_ask_for_is_in_the_sprite():
    sprite = (VENDOR / "material-symbols/icons.svg").read_text(encoding="utf-8")
    drawn = set(re.findall(r'<symbol id="(\w+)"', sprite))
    in_menu = {icon for _, _, icon, *_ in ROOMS}
    in_templates = {
        name
        for template in TEMPLATES
        for name in re.findall(r'\bicon\("(\w+)"\)', template.read_text(encoding="utf-8"))
    }

    assert in_templates
    assert in_menu | in_templates <= drawn


def test_the_stylesheet_uses_only_custom_properties_that_exist():
    style = (STATIC / "style.css").read_text(encoding="utf-8")
    tokens = (VENDOR / "design-tokens/tokens.css").read_text(encoding="utf-8")
    defined = set(re.findall(r"(--[\w-]+)\s*:", style + tokens))

    assert set(re.findall(r"var\((--[\w-]+)", style)) <= defined


def test_no_template_carries_script_style_or_a_foreign_address():
    forbidden = re.compile(
        r"<style|\sstyle=|\son\w+=|javascript:|hx-on|<script(?![^>]*\ssrc=)|//\w"
    )

    for template in TEMPLATES:
        assert not forbidden.search(template.read_text(encoding="utf-8")), template
