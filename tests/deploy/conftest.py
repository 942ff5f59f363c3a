import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture
def home() -> Iterator[Path]:
    """Not pytest's own: another run closes that to the account the servers run as."""
    folder = Path(tempfile.mkdtemp(prefix="kyodo-"))
    yield folder
    shutil.rmtree(folder)
