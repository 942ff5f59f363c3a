"""What a key looks like, and for how long it is remembered."""

import re
from datetime import timedelta

KEPT_FOR = timedelta(days=1)
KEY = re.compile(r"[!-~]{1,200}")


def is_key(text: str) -> bool:
    return KEY.fullmatch(text) is not None
