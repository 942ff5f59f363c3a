"""The cross-tenant view: what the central center sees of every center's work.

Each owned table with `city_columns` has, in schema "city", a view of these alone.
"""

import sqlalchemy as sa

from tenants.ownership import CenterOwned


def city_view(model: type[CenterOwned]) -> sa.TableClause:
    """Select from this to read `model` in all centers, without what stays in the center."""
    table = sa.inspect(model).local_table
    columns = (
        sa.column(name, sa.BigInteger() if name in model.city_disguised else table.c[name].type)
        for name in model.city_columns
    )
    return sa.table(table.name, *columns, schema="city")
