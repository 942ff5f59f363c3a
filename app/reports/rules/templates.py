"""Whether a Word template can be filled, and in words what is wrong with it. Pure."""

from collections.abc import Iterator, Sequence
from difflib import get_close_matches

from app.documents.docx_templates import Reading
from app.reports.rules.outlines import blocks_of, lines_of

STRAY = (
    "波かっこ { } は、{{ 表題 }} のように名前を囲むときだけ使えます。"
    "閉じ忘れた波かっこや、プログラムの書き方({% など)を消してください。"
)
NO_NAMES = (
    "名前が一つも書かれていません。数字や文を入れたいところに、{{ 相談内容の表 }} のように、"
    "一覧にある名前を書いてください。"
)

LONGEST_SHOWN = 30
"""Letters of a wrong name that are repeated."""


def faults(kind: str, reading: Reading) -> list[str]:
    """Sentences about a template; none where it can be used."""
    return list(dict.fromkeys(_faults(kind, reading)))


def _faults(kind: str, reading: Reading) -> Iterator[str]:
    blocks, lines = blocks_of(kind), lines_of(kind)
    if not reading.found:
        yield NO_NAMES
    for each in reading.found:
        if each.name in blocks and not each.alone:
            yield (
                f"「{each.name}」は表や文のまとまりなので、本文の中で、"
                "ほかの文字のない1行に書いてください。"
            )
        elif each.name not in blocks | lines:
            yield _unknown(each.name, sorted(blocks | lines))
    if reading.stray:
        yield STRAY


def _unknown(name: str, known: Sequence[str]) -> str:
    shown = name if len(name) <= LONGEST_SHOWN else f"{name[:LONGEST_SHOWN]}…"
    close = get_close_matches(name[:LONGEST_SHOWN], known, n=1)
    meant = f"「{close[0]}」のことではありませんか。" if close else "名前の一覧を確かめてください。"
    return f"「{shown}」という名前はありません。{meant}"
