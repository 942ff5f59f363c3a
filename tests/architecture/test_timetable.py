"""What runs by itself exists under the name it is called by."""

from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

import pytest
from celery import Celery

from worker import tasks
from worker.schedule import TIMETABLE

WORKER = Path(__file__).parents[2] / "worker"


@pytest.fixture
def registered() -> set[str]:
    for module in iter_modules(tasks.__path__):
        import_module(f"worker.tasks.{module.name}")
    with Celery("names", set_as_current=False) as celery:
        celery.finalize()
        return {name for name in celery.tasks if not name.startswith("celery.")}


def test_every_scheduled_task_exists(registered):
    scheduled = {entry["task"] for entry in TIMETABLE.values()}

    assert scheduled
    assert scheduled - registered == set()


def test_every_task_is_named_by_hand_after_its_room(registered):
    rooms = {path.stem for path in (WORKER / "tasks").glob("*.py")} - {"__init__"}

    assert {name.partition(".")[0] for name in registered} == rooms


def test_the_worker_loads_every_module_of_tasks():
    listed = (WORKER / "main.py").read_text(encoding="utf-8")
    modules = {f"worker.tasks.{module.name}" for module in iter_modules(tasks.__path__)}

    assert {name for name in modules if f'"{name}"' not in listed} == set()
