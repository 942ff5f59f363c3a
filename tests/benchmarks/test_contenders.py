"""What is timed against each other does the same work, of the newest pages too."""

import os

from deploy import servers
from tests.benchmarks import contenders, stock
from tests.databases import SERVERS

FEW = 2_000


def test_the_contenders_answer_alike():
    """`matches` compares their answers and says where they differ."""
    given = os.environ.get("KYODO_DATABASE_URL")
    with (
        servers.running(SERVERS, kinds=() if given else ("postgres",), durable=False) as embedded,
        stock.throw_away_database(given or embedded.database) as administrator,
        stock.founded(administrator) as city,
    ):
        stock.fill(administrator, FEW, advance=lambda _rows: None)
        with contenders.matches(city) as matches:
            assert all(act() is None or act() for acts in matches.values() for act in acts.values())
