"""Prepare the database, load the demo data when absent, write down the sign-ins.

All in one process, because starting one takes longer than seeing that nothing is missing.
"""

import sys
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path

import click
import psycopg

from app.cli import kyodo
from deploy.console import step


def load(accounts: Path) -> None:
    with step("データベースを用意しています"), redirect_stdout(StringIO()):
        kyodo(["prepare"], standalone_mode=False)
    kyodo(["demo-data"], standalone_mode=False)
    with accounts.open("w", encoding="utf-8") as file, redirect_stdout(file):
        kyodo(["demo-accounts"], standalone_mode=False)


if __name__ == "__main__":
    try:
        load(Path(sys.argv[1]))
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except psycopg.OperationalError as error:
        sys.exit(f"データベースに接続できません: {error}")
