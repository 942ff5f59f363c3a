"""Each table says whose it is by the mixin it inherits."""

from typing import ClassVar, Literal
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, declared_attr, mapped_column

NEW_ID = sa.text("wall.new_id()")


class CenterOwned:
    """Rows that belong to one center and are seen by no other.

    `center_id` is filled by the database from the open scope; no feature passes it.
    """

    city_columns: ClassVar[tuple[str, ...]] = ()
    """What the central center may read across centers. Never a person, never words."""

    city_disguised: ClassVar[tuple[str, ...]] = ()
    """Keys among `city_columns` that the city reads as numbers which hold together as the keys do.

    A UUIDv7 tells to the millisecond when its row was written; the city reads months.
    """

    readable_by_addressee: ClassVar[str | None] = None
    """The column naming the center a row is addressed to, which may then read it."""

    readable_by_all_when: ClassVar[str | None] = None
    """The column that is filled when a row is published to every center."""

    kept_by: ClassVar[Literal["center", "system", "keeper"]] = "center"
    """Who writes: the center, the platform (memberships) or the database itself (audit)."""

    opened_to_keeper: ClassVar[tuple[Literal["reads", "writes", "updates", "removes"], ...]] = ()
    """What the keeper's few functions in schema `wall` may do past the policies."""

    blanked_by_keeper: ClassVar[tuple[str, ...]] = ()
    """Words that the keeper's functions may blank, once their time is over; and only blank."""

    seen_by_system: ClassVar[tuple[str, ...]] = ()
    """What the platform's own chores may read, to know where work is waiting."""

    append_only: ClassVar[bool] = False
    """A fact once written stays: no UPDATE, no DELETE is granted."""

    @declared_attr
    def center_id(cls) -> Mapped[UUID]:
        return mapped_column(
            sa.ForeignKey("centers.id"),
            primary_key=True,
            server_default=sa.text("wall.current_center()"),
            sort_order=-2,
        )

    @declared_attr
    def id(cls) -> Mapped[UUID]:
        return mapped_column(primary_key=True, server_default=NEW_ID, sort_order=-1)


class CityShared:
    """Rows every center may read. Only the platform writes them."""


class PlatformOwned:
    """Rows of the platform itself: accounts, sessions. No center reads them."""


def own(model: type[CenterOwned]) -> sa.ColumnElement[bool]:
    """Only the open center's rows, where others' rows may be read as well."""
    return model.center_id == sa.func.wall.current_center()


def natural_key(*columns: str) -> sa.UniqueConstraint:
    """These columns name a row within its center."""
    return sa.UniqueConstraint("center_id", *columns)


def reference(column: str, table: str, *, ondelete: str | None = None) -> sa.ForeignKeyConstraint:
    """Point at a row of `table` in the same center.

    A plain foreign key would accept another center's row: PostgreSQL checks
    references without row level security.
    """
    return sa.ForeignKeyConstraint(
        ["center_id", column], [f"{table}.center_id", f"{table}.id"], ondelete=ondelete
    )


def revision() -> Mapped[int]:
    """A counter that makes the second of two editors see that there was a first."""
    return mapped_column(server_default=sa.text("1"), nullable=False)
