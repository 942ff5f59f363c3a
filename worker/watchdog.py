"""Leave when work waits and the queue brings none, so that a supervisor starts the worker anew.

After Redis was away, a Celery worker can stay alive, answer pings, and receive nothing
ever again. Whether the process lives says little; whether the work moves says all.
"""

import os
import time
from datetime import timedelta
from threading import Thread

import structlog
from celery.signals import task_received
from flask import Flask
from sqlalchemy.exc import SQLAlchemyError

from app import calendar
from app.statistics import queries
from tenants import SYSTEM, read_only

PATIENCE = 120.0
"""Seconds that a change may wait while the worker hears nothing."""

log = structlog.get_logger()


class Watchdog:
    def __init__(self, app: Flask, *, patience: float = PATIENCE) -> None:
        self._app = app
        self._patience = patience
        self._heard = time.monotonic()

    def watch(self) -> None:
        """Look from time to time, in a thread of the worker's main process."""
        task_received.connect(self.hear, weak=False)
        Thread(target=self._look_for_ever, name="watchdog", daemon=True).start()

    def hear(self, **_: object) -> None:
        self._heard = time.monotonic()

    def is_stalled(self) -> bool:
        """Whether a change has waited too long, and not because counting it fails.

        Tasks that do arrive would arrive at a fresh worker as well: starting it anew
        heals only silence.
        """
        if time.monotonic() - self._heard < self._patience:
            return False
        with self._app.app_context(), read_only(SYSTEM):
            oldest = queries.oldest_mark()
        return oldest is not None and calendar.now() - oldest > timedelta(seconds=self._patience)

    def _look_for_ever(self) -> None:
        while True:
            time.sleep(self._patience / 10)
            try:
                stalled = self.is_stalled()
            except SQLAlchemyError:  # no database, no work: nothing to be restarted for
                continue
            if stalled:
                log.critical("worker stalled", waited=f"{self._patience:.0f} s")
                # The main loop is what hangs: nothing would come of asking it to end.
                os._exit(os.EX_SOFTWARE)
