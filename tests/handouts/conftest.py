import pytest

from worker.tasks.meetings import build_waiting


@pytest.fixture
def worker_round(app):
    """What the worker does every two seconds."""
    return build_waiting.run
