"""The command `kyodo`: what an operator says to the program."""

import click

from app.cli.prepare import prepare

__all__ = ["kyodo"]


@click.group()
def kyodo() -> None:
    """横浜市 市民活動支援ネットワーク の管理コマンド。"""


kyodo.add_command(prepare)
