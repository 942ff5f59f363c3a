"""The command `kyodo`: the application's own, with the servers it needs around it."""

import signal
import sys

from app.cli import kyodo
from app.settings import MissingSettingError
from deploy.processes import ServersError
from deploy.surroundings import surroundings


def main() -> None:
    if len(sys.argv) == 1 or "--help" in sys.argv:
        kyodo()  # to explain itself it needs no server
    # Leave in order, so that servers started for this command are stopped again.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    try:
        with surroundings():
            kyodo()
    except (ServersError, MissingSettingError) as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
