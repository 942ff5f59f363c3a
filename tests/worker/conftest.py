import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from tests.databases import Database
from tests.worker.crew import Crew


@pytest.fixture
def crew(database: Database, app: Flask) -> Iterator[Crew]:
    """Started, and stopped with everything it started."""
    folder = Path(tempfile.mkdtemp(prefix="kyodo-"))
    crew = Crew(database, folder)
    try:
        crew.start()
        yield crew
    finally:
        crew.stop()
        shutil.rmtree(folder)
