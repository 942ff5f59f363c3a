"""What a command needs around it: the servers, their addresses, the secret.

Whatever the environment already names is used as it is; the rest is embedded in the folder
KYODO_DATA, by default `var/` in the checkout.
"""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from deploy import servers

CHECKOUT = Path(__file__).resolve().parent.parent


def data_folder() -> Path:
    return Path(os.environ.get("KYODO_DATA") or CHECKOUT / "var").resolve()


def embedded_kinds() -> list[str]:
    """Return the kinds of server that the environment does not name."""
    named = {
        "postgres": os.environ.get("KYODO_DATABASE_URL") or os.environ.get("KYODO_LOGIN_URL"),
        "redis": os.environ.get("KYODO_REDIS_URL"),
    }
    return [kind for kind, address in named.items() if not address]


@contextmanager
def surroundings() -> Iterator[list[str]]:
    """Set the environment for the duration of the block; yield the kinds that are embedded."""
    folder = data_folder()
    kinds = embedded_kinds()
    before = dict(os.environ)
    with servers.running(folder, kinds=kinds) as addresses:
        os.environ["KYODO_DATA"] = str(folder)
        if "postgres" in kinds:
            os.environ["KYODO_DATABASE_URL"] = addresses.database
        if "redis" in kinds:
            os.environ["KYODO_REDIS_URL"] = addresses.redis
        if not os.environ.get("KYODO_SECRET_KEY"):
            os.environ["KYODO_SECRET_KEY"] = _secret_key(folder / "secret.key")
        try:
            yield kinds
        finally:
            os.environ.clear()
            os.environ.update(before)


def _secret_key(file: Path) -> str:
    """Return the secret of this folder; two commands that make it at once get the same."""
    try:
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return file.read_text(encoding="utf-8")
    with os.fdopen(descriptor, "w", encoding="utf-8") as new:
        new.write(secrets.token_urlsafe(48))
    return file.read_text(encoding="utf-8")
