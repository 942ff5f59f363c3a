"""What each kind of ownership means in PostgreSQL: the policies and grants of a table."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from tenants.ownership import CenterOwned, CityShared

CENTER, CITY, SYSTEM, VISITOR, KEEPER, LENS = (
    f"kyodo_{role}" for role in ("center", "city", "system", "visitor", "keeper", "lens")
)
OWN_ROW = "(center_id = wall.current_center())"
AS_SYSTEM = "wall.acting_as('system'::text)"
AS_CENTER = "wall.acting_as('center'::text)"
ALL_RIGHTS = ("SELECT", "INSERT", "UPDATE", "DELETE")


class Policy(NamedTuple):
    """A policy as PostgreSQL prints it; `command` is * r a w d."""

    name: str
    command: str
    roles: tuple[str, ...]
    qual: str | None
    check: str | None


class Grant(NamedTuple):
    role: str
    privilege: str
    column: str | None = None


def declared_policies(model: type[Any]) -> Iterator[Policy]:
    if issubclass(model, CenterOwned):
        yield from _center_policies(model)
        yield from _sharing_policies(model)
        return
    yield Policy("system_rows", "*", (SYSTEM,), AS_SYSTEM, AS_SYSTEM)
    if issubclass(model, CityShared):
        yield Policy("everyone_reads", "r", (CENTER, CITY, VISITOR), "true", None)


def _center_policies(model: type[CenterOwned]) -> Iterator[Policy]:
    if model.kept_by == "center":
        yield Policy("own_rows", "*", (CENTER,), OWN_ROW, OWN_ROW)
    else:
        yield Policy("own_rows", "r", (CENTER,), OWN_ROW, None)
    if model.kept_by == "system":
        yield Policy("system_rows", "*", (SYSTEM,), AS_SYSTEM, AS_SYSTEM)
    if "reads" in model.opened_to_keeper:
        yield Policy("keeper_reads", "r", (KEEPER,), "true", None)
    if "writes" in model.opened_to_keeper:
        yield Policy("keeper_writes", "a", (KEEPER,), None, "true")
    if "updates" in model.opened_to_keeper:
        yield Policy("keeper_updates", "w", (KEEPER,), "true", "true")
    if "removes" in model.opened_to_keeper:
        yield Policy("keeper_removes", "d", (KEEPER,), "true", None)
    if columns := model.blanked_by_keeper:
        blank = " AND ".join(f"({column} = ''::text)" for column in columns)
        check = blank if len(columns) == 1 else f"({blank})"
        yield Policy("keeper_blanks", "w", (KEEPER,), "true", check)


def _sharing_policies(model: type[CenterOwned]) -> Iterator[Policy]:
    if model.city_columns:
        yield Policy("city_reads", "r", (LENS,), "true", None)
    if model.seen_by_system:
        yield Policy("system_reads", "r", (SYSTEM,), AS_SYSTEM, None)
    if column := model.readable_by_addressee:
        addressed = f"({column} = wall.current_center())"
        yield Policy("addressed_rows", "r", (CENTER,), addressed, None)
    if column := model.readable_by_all_when:
        published = f"(({column} IS NOT NULL) AND {AS_CENTER})"
        yield Policy("published_rows", "r", (CENTER,), published, None)


def declared_view(model: type[Any]) -> str | None:
    """What the city may read of a table, as PostgreSQL prints the view of it."""
    if not issubclass(model, CenterOwned) or not model.city_columns:
        return None
    columns = ", ".join(
        f"uuid_hash_extended({name}, (0)::bigint) AS {name}"
        if name in model.city_disguised
        else name
        for name in model.city_columns
    )
    return f"SELECT {columns} FROM {model.__tablename__} WHERE wall.acting_as('city'::text);"  # type: ignore[attr-defined]  # noqa: S608  a text to compare with


def declared_grants(model: type[Any]) -> Iterator[Grant]:
    if issubclass(model, CenterOwned):
        yield from _center_grants(model)
        yield from (Grant(LENS, "SELECT", column) for column in model.city_columns)
        yield from (Grant(SYSTEM, "SELECT", column) for column in model.seen_by_system)
        return
    yield from (Grant(SYSTEM, right) for right in ALL_RIGHTS)
    if issubclass(model, CityShared):
        yield from (Grant(role, "SELECT") for role in (CENTER, CITY, VISITOR))


def _center_grants(model: type[CenterOwned]) -> Iterator[Grant]:
    if model.kept_by != "center":
        yield Grant(CENTER, "SELECT")
    else:
        rights = ALL_RIGHTS[:2] if model.append_only else ALL_RIGHTS
        yield from (Grant(CENTER, right) for right in rights)
    if model.kept_by == "system":
        yield from (Grant(SYSTEM, right) for right in ALL_RIGHTS)
    if "reads" in model.opened_to_keeper:
        yield Grant(KEEPER, "SELECT")
    if "writes" in model.opened_to_keeper:
        yield Grant(KEEPER, "INSERT")
    if "updates" in model.opened_to_keeper:
        yield Grant(KEEPER, "UPDATE")
    if "removes" in model.opened_to_keeper:
        yield Grant(KEEPER, "DELETE")
    yield from (Grant(KEEPER, "UPDATE", column) for column in model.blanked_by_keeper)
