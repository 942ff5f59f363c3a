"""Turn the written material into words: choose among alternatives, fill in what is named."""

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from random import Random
from typing import Any, TypeVar

MATERIAL = Path(__file__).with_name("material")
CHOICE = re.compile(r"\[(?:(\d):)?([^\[\]]*)\]")
SLOT = re.compile(r"\{(\w+)\}")

T = TypeVar("T")


@cache
def material(name: str) -> dict[str, Any]:
    return tomllib.loads((MATERIAL / f"{name}.toml").read_text(encoding="utf-8"))


def chance(*names: object) -> Random:
    """The same chance for the same names in every run, whatever was drawn elsewhere."""
    return Random("/".join(map(str, names)))  # noqa: S311  the data is meant to be foreseeable


def one_of(weights: Mapping[T, float], random: Random) -> T:
    return random.choices(list(weights), weights=list(weights.values()))[0]


def tell(
    text: str, slots: Mapping[str, str], random: Random, alike: Mapping[str, float] | None = None
) -> str:
    """Say `text` with one of each [a|b] and every {slot} filled in.

    `alike`: for each number of a [1:a|b] where between first and last the choice falls, so
    that the parts of one record fit one another.
    """

    def choose(found: re.Match[str]) -> str:
        choices = found[2].split("|")
        where = alike[found[1]] if alike and found[1] else random.random()
        return choices[int(where * len(choices))]

    return SLOT.sub(lambda found: slots[found[1]], CHOICE.sub(choose, text))


def shortened(text: str) -> str:
    """Only the first sentence, as people write on a busy day."""
    return text.split("。", maxsplit=1)[0] + "。" if "。" in text else text
