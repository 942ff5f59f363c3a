"""`kyodo prepare`: roles, migrations, key, code lists, canary wards. Repeatable."""

import os
from pathlib import Path

import click
import psycopg
import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from flask import Flask

from app.canaries.service import found_canaries
from app.codes.service import load_code_lists
from app.factory import create_app
from app.settings import MissingSettingError, Settings, login_password, sqlalchemy_url
from tenants import SYSTEM, acting_for
from tenants.roles import keep_key, make_roles

MIGRATIONS = Path(__file__).parents[2] / "migrations"


@click.command()
def prepare() -> None:
    """データベースを使えるようにする(何度実行してもよい)。"""
    administrator = os.environ.get("KYODO_DATABASE_URL")  # noqa: TID251  only an operator has it
    if not administrator:
        raise MissingSettingError("環境変数 KYODO_DATABASE_URL が設定されていません。")
    prepare_database(administrator, Settings.from_environment())
    click.echo("データベースの準備ができました。")


def prepare_database(administrator: str, settings: Settings) -> Flask:
    """Make or update everything the program needs in the database at `administrator`."""
    password = login_password(settings.secret_key)
    with psycopg.connect(administrator) as connection:
        make_roles(connection, password=password)
    migrate(administrator)
    with psycopg.connect(administrator) as connection:
        connection.execute("SET LOCAL ROLE kyodo_keeper")
        keep_key(connection, settings.wall_key)
    app = create_app(settings)
    with app.app_context(), acting_for(SYSTEM):
        load_code_lists()
        found_canaries(settings.secret_key)
    return app


def migrate(administrator: str) -> None:
    engine = sa.create_engine(sqlalchemy_url(administrator))
    config = Config(attributes={"configure_logger": False})
    config.set_main_option("script_location", str(MIGRATIONS))
    with engine.connect() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
    engine.dispose()
