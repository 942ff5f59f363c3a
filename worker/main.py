"""The worker and its clock: `celery -A worker.main:celery worker` and `… beat`."""

from typing import Any

import psycopg
from celery import Celery, Task
from celery.signals import worker_process_init, worker_ready
from flask import Flask

from app.factory import create_app
from app.settings import Settings
from tenants import db
from tenants.roles import refuse_bypass
from worker.schedule import TIMETABLE
from worker.watchdog import Watchdog

TASK_MODULES = (
    "worker.tasks.actions",
    "worker.tasks.calls",
    "worker.tasks.minutes",
    "worker.tasks.canaries",
    "worker.tasks.consultations",
    "worker.tasks.corrections",
    "worker.tasks.handouts",
    "worker.tasks.idempotency",
    "worker.tasks.invitations",
    "worker.tasks.meetings",
    "worker.tasks.notifications",
    "worker.tasks.opendata",
    "worker.tasks.snapshots",
    "worker.tasks.reports",
    "worker.tasks.statistics",
    "worker.tasks.suggestions",
    "worker.tasks.transfers",
)

HARD_LIMIT = 300
"""Seconds after which a task is ended; it finds its work waiting when it is run again."""


def make_celery(app: Flask, *, redis_url: str) -> Celery[Any]:
    class FlaskTask(Task[Any, Any]):
        def __call__(self, *args: object, **kwargs: object) -> object:
            with app.app_context():
                return self.run(*args, **kwargs)

    celery: Celery[Any] = Celery("worker", task_cls=FlaskTask, include=TASK_MODULES)
    celery.conf.update(
        broker_url=redis_url,
        beat_schedule=TIMETABLE,
        timezone="Asia/Tokyo",
        task_serializer="json",
        accept_content=["json"],
        task_ignore_result=True,
        task_acks_late=True,
        task_reject_on_worker_lost=True,
        task_soft_time_limit=HARD_LIMIT - 60,
        task_time_limit=HARD_LIMIT,
        worker_prefetch_multiplier=1,
        worker_max_tasks_per_child=5000,
        worker_hijack_root_logger=False,
        worker_redirect_stdouts=False,
        broker_connection_retry_on_startup=True,
        broker_connection_max_retries=None,
        broker_transport_options={
            # Redis hands a task out again after so many seconds: far above the longest task.
            "visibility_timeout": 12 * HARD_LIMIT,
            "socket_timeout": 10,
            "socket_connect_timeout": 5,
        },
    )
    celery.set_default()
    return celery


def refuse_unsafe_login(settings: Settings) -> None:
    """Stop here, before anything runs, when the login could read past the wall.

    Raises:
        UnsafeRoleError: it could.
    """
    with psycopg.connect(settings.login_url, connect_timeout=5) as connection:
        refuse_bypass(connection)


settings = Settings.from_environment()
refuse_unsafe_login(settings)
app = create_app(settings)
celery = make_celery(app, redis_url=settings.redis_url)


@worker_process_init.connect
def forget_connections(**_: object) -> None:
    """A connection belongs to the process that opened it; the parent's stays open there."""
    with app.app_context():
        db.engine.dispose(close=False)


@worker_ready.connect
def watch_progress(**_: object) -> None:
    Watchdog(app).watch()
