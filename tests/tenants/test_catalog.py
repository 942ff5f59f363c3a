"""The database is what the models declare; whatever weakens it is noticed."""

from collections.abc import Iterator

import pytest
import sqlalchemy as sa

from app.factory import every_table
from app.settings import sqlalchemy_url
from tenants import CenterOwned, Model
from tenants.catalog import faults

SABOTAGES = {
    "a policy dropped": "DROP POLICY own_rows ON consultations",
    "a policy open to all rows": "ALTER POLICY own_rows ON consultations USING (true)",
    "a policy that checks no write": "ALTER POLICY own_rows ON meetings WITH CHECK (true)",
    "a second, open policy": "CREATE POLICY more ON packs FOR SELECT TO kyodo_center USING (true)",
    "a policy for one role more": "ALTER POLICY own_rows ON imports TO kyodo_center, kyodo_city",
    "security not forced": "ALTER TABLE referrals NO FORCE ROW LEVEL SECURITY",
    "security disabled": "ALTER TABLE referrals DISABLE ROW LEVEL SECURITY",
    "a grant to the city": "GRANT SELECT ON consultations TO kyodo_city",
    "a grant of one column": "GRANT SELECT (person_name) ON consultations TO kyodo_city",
    "a grant to everybody": "GRANT SELECT ON accounts TO PUBLIC",
    "letters that may be rewritten": "GRANT UPDATE ON referrals TO kyodo_center",
    "another owner": "ALTER TABLE handouts OWNER TO kyodo_keeper",
    "a stray table": "CREATE TABLE stray (id integer)",
    "a missing table": "DROP TABLE handouts",
    "a plain foreign key": """
        ALTER TABLE stored_files ADD UNIQUE (id);
        ALTER TABLE imports ADD FOREIGN KEY (file_id) REFERENCES stored_files (id)
    """,
    "a unique key across centers": "CREATE UNIQUE INDEX ON consultations (import_key)",
    "a view outside the city's schema": "CREATE VIEW public.seen AS SELECT id FROM consultations",
    "a view of the city's that asks for no announcement": """
        CREATE OR REPLACE VIEW city.month_closings AS
        SELECT id, center_id, month, closed_at, withdrawn_at FROM month_closings
    """,
    "a view of the city's with a column more": """
        CREATE OR REPLACE VIEW city.month_closings AS
        SELECT id, center_id, month, closed_at, withdrawn_at, closed_by_name
          FROM month_closings
         WHERE wall.acting_as('city')
    """,
    "a view of another owner": "ALTER VIEW city.month_closings OWNER TO kyodo_owner",
    "a view granted to a center": "GRANT SELECT ON city.month_closings TO kyodo_center",
    "a lens that can sign in": "ALTER ROLE kyodo_lens LOGIN",
    "a materialized view": "CREATE MATERIALIZED VIEW city.kept AS SELECT id FROM consultations",
    "a definer function in public": """
        CREATE FUNCTION public.peek() RETURNS bigint LANGUAGE sql SECURITY DEFINER
        SET search_path = public AS 'SELECT count(*) FROM consultations'
    """,
    "a definer function on an open search path": """
        CREATE FUNCTION wall.peek() RETURNS bigint LANGUAGE sql SECURITY DEFINER
        AS 'SELECT count(*) FROM public.consultations'
    """,
    "a scope that bypasses security": "ALTER ROLE kyodo_visitor BYPASSRLS",
}


@pytest.fixture
def administrator(database) -> Iterator[sa.Connection]:
    """A superuser's connection, whose work is thrown away."""
    engine = sa.create_engine(sqlalchemy_url(database.administrator))
    with engine.connect() as connection:
        yield connection
    engine.dispose()


def test_the_migrated_schema_has_no_fault(administrator):
    assert list(faults(administrator)) == []


@pytest.mark.parametrize("sabotage", SABOTAGES.values(), ids=SABOTAGES.keys())
def test_a_sabotage_is_a_fault(administrator, sabotage):
    administrator.execute(sa.text(sabotage))

    assert list(faults(administrator)) != []


def test_no_personal_column_is_seen_by_city_or_system():
    personal = {
        f"{table.name}.{column.name}"
        for table in every_table.tables.values()
        for column in table.columns
        if column.info.get("personal")
    }
    seen = {
        f"{mapper.class_.__tablename__}.{column}"
        for mapper in Model.registry.mappers
        if issubclass(mapper.class_, CenterOwned)
        for column in (*mapper.class_.city_columns, *mapper.class_.seen_by_system)
    }
    assert personal
    assert seen
    assert personal & seen == set()


def _is_of_words(kind):
    return isinstance(kind.item_type if isinstance(kind, sa.ARRAY) else kind, sa.Text)


def test_the_city_is_shown_no_words():
    """Codes of measures, lists and acts are the only text that leaves a ward by itself."""
    words = {
        f"{mapper.class_.__tablename__}.{name}"
        for mapper in Model.registry.mappers
        if issubclass(mapper.class_, CenterOwned)
        for name in mapper.class_.city_columns
        if _is_of_words(mapper.local_table.c[name].type)
    }
    assert words == {
        *(f"monthly_figures.{column}" for column in ("measure", "code")),
        *(f"figure_history.{column}" for column in ("measure", "code")),
        *(f"consultations.{code}" for code in ("channel", "client_type", "kind", "outcome")),
        "consultations.activity_fields",
        "consultation_topics.topic",
        "corrections.kind",
        "correction_steps.kind",
        "snapshots.sha256",
    }
