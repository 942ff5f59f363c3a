"""Copy what the pages carry from other projects into the repository, and write down what it is.

For maintainers only; nothing of Node is needed to run the product. In a folder outside the
repository, with copies of `package.json` and `package-lock.json`:

    npm ci --ignore-scripts
    python -m deploy.vendor.collect node_modules

The lock file is kept without the addresses npm writes into it (`omit-lockfile-registry-resolved`).
"""

import hashlib
import json
import re
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

VENDOR = Path(__file__).parents[2] / "app/web/static/vendor"

TOKENS = "@digital-go-jp/design-tokens"
FONT = "@fontsource-variable/noto-sans-jp"
ICONS = "@material-symbols/svg-400"
HTMX = "htmx.org"

ICON_NAMES = Path(__file__).with_name("icons.txt").read_text(encoding="utf-8").split()


def main(node_modules: Path) -> None:
    """Replace the vendored files by those found in `node_modules`."""
    shutil.rmtree(VENDOR, ignore_errors=True)
    folders = {
        TOKENS: _copy_tokens(node_modules / TOKENS),
        FONT: _copy_font(node_modules / FONT),
        ICONS: _draw_sprite(node_modules / ICONS),
        HTMX: _copy_htmx(node_modules / HTMX),
    }
    for package, folder in folders.items():
        shutil.copy(node_modules / package / "LICENSE", folder / "LICENSE")

    packages = [_entry(node_modules / name, folder) for name, folder in sorted(folders.items())]
    manifest = json.dumps({"packages": packages}, ensure_ascii=False, indent=2)
    (VENDOR / "manifest.json").write_text(manifest + "\n", encoding="utf-8")


def _copy_tokens(package: Path) -> Path:
    folder = _folder("design-tokens")
    shutil.copy(package / "dist/tokens.css", folder)
    return folder


def _copy_font(package: Path) -> Path:
    """The browser fetches only the parts of the font whose letters stand on the page.

    The family is renamed to what the design tokens call it.
    """
    folder = _folder("noto-sans-jp")
    (folder / "files").mkdir()
    css = (package / "index.css").read_text(encoding="utf-8")
    css = css.replace("'Noto Sans JP Variable'", "'Noto Sans JP'")
    (folder / "noto-sans-jp.css").write_text(css, encoding="utf-8")
    for name in re.findall(r"url\(\./files/([^)]+)\)", css):
        shutil.copy(package / "files" / name, folder / "files")
    return folder


def _draw_sprite(package: Path) -> Path:
    folder = _folder("material-symbols")
    symbols = "\n".join(_symbols(package / "outlined"))
    sprite = f'<svg xmlns="http://www.w3.org/2000/svg">\n{symbols}\n</svg>\n'
    (folder / "icons.svg").write_text(sprite, encoding="utf-8")
    return folder


def _symbols(drawings: Path) -> Iterator[str]:
    for name in ICON_NAMES:
        drawing = (drawings / f"{name}.svg").read_text(encoding="utf-8")
        opening, shapes = drawing.removesuffix("</svg>").split(">", maxsplit=1)
        view_box = opening.split('viewBox="')[1].split('"')[0]
        yield f'<symbol id="{name}" viewBox="{view_box}">{shapes}</symbol>'


def _copy_htmx(package: Path) -> Path:
    folder = _folder("htmx")
    shutil.copy(package / "dist/htmx.min.js", folder)
    return folder


def _folder(name: str) -> Path:
    folder = VENDOR / name
    folder.mkdir(parents=True)
    return folder


def _entry(package: Path, folder: Path) -> dict[str, object]:
    about = json.loads((package / "package.json").read_text(encoding="utf-8"))
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {
        "name": about["name"],
        "version": about["version"],
        "licence": about["license"],
        "files": {
            path.relative_to(VENDOR).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in files
        },
    }


if __name__ == "__main__":
    main(Path(sys.argv[1]))
