"""The command `kyodo`: what an operator says to the program."""

import click

from app.cli.canaries import canaries
from app.cli.demo import demo_accounts, demo_data
from app.cli.imports import imports
from app.cli.prepare import prepare
from app.cli.search import search
from app.cli.statistics import statistics

__all__ = ["kyodo"]


@click.group()
def kyodo() -> None:
    """横浜市 市民活動支援ネットワーク の管理コマンド。"""


kyodo.add_command(prepare)
kyodo.add_command(canaries)
kyodo.add_command(imports)
kyodo.add_command(demo_data)
kyodo.add_command(demo_accounts)
kyodo.add_command(statistics)
kyodo.add_command(search)
