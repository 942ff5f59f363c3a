"""Every table × every scope × {select, insert, update, delete}: what is foreign stays foreign.

What a scope may do is worked out here from what each model says of itself, by other words
than those the catalogue check compares; and it is tried on rows, not read from the catalogue.
"""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import psycopg
import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from app import calendar
from app.access.permissions import Role
from app.calendar import Month
from app.closings.service import close_city_month
from app.factory import every_table
from app.populations.service import keep_year
from app.statistics.models import Incident
from tenants import CITY, SYSTEM, VISITOR, CenterOwned, CityShared, Model, Scope, acting_for, db
from tests.isolation.seeding import seed

MODELS: dict[str, type[Any]] = {
    mapper.class_.__tablename__: mapper.class_ for mapper in Model.registry.mappers
}
OWNED = sorted(name for name, model in MODELS.items() if issubclass(model, CenterOwned))
ACTS = ("select", "insert", "update", "delete")
SCOPES = ("south", "central", "city", "system", "visitor")
DENIED = "denied"
NOTHING = "0 rows"
ROWS = "rows"
WRITTEN_BY_CENTRAL = ("closing_reminders", "story_proposals")
"""Addressed to the wards: none of north's own rows is for anybody else."""
BROUGHT_HOME = (
    *("call_reminders", "contributions", "contribution_lines", "contribution_files"),
    *("action_items", "action_steps", "action_reminders"),
    *("meeting_letters", "meeting_replies", "minutes_answers", "minutes_reminders"),
)
"""Seeded about each center's own call, promise or meeting: north's are for north. `tests/calls`,
`tests/actions`, `tests/invitations` and `tests/minutes` show the others."""
TRIGGERS = (
    "referrals_to_central",
    "referral_persons_consent",
    "referral_steps_follow",
    "referral_consents_follow",
)


@dataclass(frozen=True)
class Cell:
    """What `scope` meets when it tries `act` on the rows of a table."""

    table: str
    scope: str
    act: str

    @property
    def model(self) -> type[Any]:
        return MODELS[self.table]

    def expected(self) -> str:
        model = self.model
        if not issubclass(model, CenterOwned):
            return self._platform()
        if self.scope in {"south", "central"}:
            return self._foreign_center()
        listed = {"city": model.city_columns, "system": model.seen_by_system}
        if self.act == "select" and listed.get(self.scope):
            return NOTHING if self.table in WRITTEN_BY_CENTRAL else ROWS
        return ROWS if model.kept_by == "system" and self.scope == "system" else DENIED

    def _platform(self) -> str:
        shared = issubclass(self.model, CityShared)
        return ROWS if self.scope == "system" or (shared and self.act == "select") else DENIED

    def _foreign_center(self) -> str:
        """North's rows, to another center. PostgreSQL refuses by hiding, not by raising."""
        writes = {"center": {"insert", "update", "delete"}, "system": set(), "keeper": set()}
        may_write = writes[self.model.kept_by]
        if self.model.append_only:
            may_write = {"insert"}
        if self.act == "select":
            addressed = self.scope == "central" and self.model.readable_by_addressee
            if self.table in WRITTEN_BY_CENTRAL + BROUGHT_HOME:
                return NOTHING
            return ROWS if addressed else NOTHING
        return NOTHING if self.act in may_write - {"insert"} else DENIED


CELLS = [Cell(t, s, a) for t in sorted(every_table.tables) for s in SCOPES for a in ACTS]


@pytest.fixture
def scopes(north, south, central, as_system, visitor) -> dict[str, Scope]:
    seed(north, south, central)
    visitor(Role.WARD_WORKER, north)  # a session
    with as_system():
        db.session.add(Incident(at=calendar.now(), kind="canary", detail="見張り"))
        keep_year(2020, {"141097": 1}, source="見本", by_name="見本")
        close_city_month(Month(2019, 4), by_name="見本", confirmed=True)
    return {
        "south": south.scope,
        "central": central.scope,
        "city": CITY,
        "system": SYSTEM,
        "visitor": VISITOR,
    }


@pytest.mark.parametrize("table", sorted(every_table.tables))
def test_a_table_opens_to_each_scope_as_its_model_says(scopes, north, table):
    deviations = [
        (cell, met)
        for cell in CELLS
        if cell.table == table
        and (met := outcome(cell, scopes[cell.scope], north.id)) != cell.expected()
    ]

    assert deviations == []


@pytest.mark.parametrize("table", OWNED)
def test_city_and_system_are_refused_each_column_that_is_not_listed(scopes, table):
    model = MODELS[table]
    listed = {"city": model.city_columns, "system": model.seen_by_system}
    for scope, columns in listed.items():
        if model.kept_by == scope:
            continue
        for column in set(every_table.tables[table].columns.keys()) - set(columns):
            with pytest.raises(DBAPIError, match="permission denied"), acting_for(scopes[scope]):
                db.session.execute(sa.text(f"SELECT {column} FROM {table} LIMIT 0"))  # noqa: S608


def outcome(cell: Cell, scope: Scope, north_id: UUID) -> str:
    try:
        with acting_for(scope):
            touched = db.session.execute(*statement(cell, north_id))
            met = ROWS if touched.rowcount else NOTHING
            db.session.rollback()
            return met
    except DBAPIError as error:
        return DENIED if is_refusal(error) else ROWS


def is_refusal(error: DBAPIError) -> bool:
    """Whether the wall said no; a constraint speaks only to those whom the wall let pass.

    Letters are refused earlier, by their triggers: those are part of the wall.
    """
    cause = error.orig
    assert isinstance(cause, psycopg.Error)
    by_trigger = cause.sqlstate == "P0002" or cause.diag.constraint_name in TRIGGERS
    return isinstance(cause, psycopg.errors.InsufficientPrivilege) or by_trigger


def statement(cell: Cell, north_id: UUID) -> tuple[sa.TextClause, dict[str, Any]]:
    """Try it on all of north's rows that are seen, or on all of a table without centers."""
    name, table = cell.table, every_table.tables[cell.table]
    key = next(iter(table.primary_key)).name
    owned = "center_id" in table.c
    where = "WHERE center_id = :north" if owned else ""
    # The city reads no table, only the view of one.
    in_view = cell.scope == "city" and getattr(cell.model, "city_columns", ())
    seen = f"city.{name}" if in_view else name
    given = "(center_id) VALUES (:north)" if owned else "DEFAULT VALUES"
    text = {
        "select": f"SELECT 1 FROM {seen} {where}",  # noqa: S608
        "insert": f"INSERT INTO {name} {given}",
        "update": f"UPDATE {name} SET {key} = {key} {where}",  # noqa: S608
        "delete": f"DELETE FROM {name} {where}",  # noqa: S608
    }[cell.act]
    return sa.text(text), {"north": north_id} if owned else {}
