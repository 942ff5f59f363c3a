"""The fonts come with the product: nobody installs them, and the system's are never used."""

from collections.abc import Sequence
from pathlib import Path

FAMILY = "BIZ UDGothic"
FOLDER = Path(__file__).parent / "fonts"
FILES = ("BIZUDGothic-Regular.ttf", "BIZUDGothic-Bold.ttf")
_TRUETYPE = b"\x00\x01\x00\x00"


class MissingFontError(RuntimeError):
    pass


def font_files(folder: Path = FOLDER) -> Sequence[Path]:
    """Regular and bold. Raises MissingFontError, since the renderers would drop all text silently.

    The first bytes are looked at too: a checkout without its large files leaves small texts there.
    """
    paths = [folder / name for name in FILES]
    for path in paths:
        if not path.is_file():
            raise MissingFontError(f"文書用の書体ファイルがありません: {path}")
        with path.open("rb") as file:
            if file.read(len(_TRUETYPE)) != _TRUETYPE:
                raise MissingFontError(f"文書用の書体ファイルが壊れています: {path}")
    return paths
