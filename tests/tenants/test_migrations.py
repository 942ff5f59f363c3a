"""Migrations and models say the same, in one line of history."""

import re
from pathlib import Path

import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from app.cli.prepare import MIGRATIONS, prepare_database
from app.factory import every_table
from app.settings import sqlalchemy_url
from tenants.catalog import faults


def history() -> ScriptDirectory:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    return ScriptDirectory.from_config(config)


def test_models_and_migrations_agree(database):
    engine = sa.create_engine(sqlalchemy_url(database.administrator))
    with engine.connect() as connection:
        differences = compare_metadata(MigrationContext.configure(connection), every_table)
    engine.dispose()

    assert differences == []


def test_history_has_one_head():
    assert len(history().get_heads()) == 1


def test_names_of_migrations_follow_their_order():
    revisions = [script.revision for script in reversed(list(history().walk_revisions()))]
    files = sorted(path.name for path in (Path(MIGRATIONS) / "versions").glob("*.py"))

    assert revisions == sorted(revisions)
    assert [re.match(r"\d{4}", name)[0] for name in files] == revisions


def test_preparing_twice_changes_nothing(database):
    app = prepare_database(database.administrator, database.settings)

    engine = sa.create_engine(sqlalchemy_url(database.administrator))
    with engine.connect() as connection:
        assert list(faults(connection)) == []
    engine.dispose()
    with app.app_context():
        app.extensions["sqlalchemy"].engine.dispose()
