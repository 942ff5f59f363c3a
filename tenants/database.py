"""The database handle and the base of every table."""

from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

import sqlalchemy as sa
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase

CONSTRAINT_NAMES = {
    "pk": "%(table_name)s_pkey",
    "fk": "%(table_name)s_%(column_0_N_name)s_fkey",
    "uq": "%(table_name)s_%(column_0_N_name)s_key",
    "ix": "%(table_name)s_%(column_0_N_name)s_idx",
    "ck": "%(table_name)s_%(constraint_name)s_check",
}


class Model(DeclarativeBase):
    metadata = sa.MetaData(naming_convention=CONSTRAINT_NAMES)
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        datetime: sa.DateTime(timezone=True),
        str: sa.Text(),
        list[str]: sa.ARRAY(sa.Text()),
        dict[str, Any]: JSONB(),
        UUID: sa.Uuid(),
    }


# Models inherit from `Model`, not from `db.Model`: the same tables, and mypy
# can see them. `db` gives the session and the engine their home.
db = SQLAlchemy(metadata=Model.metadata, session_options={"expire_on_commit": False})
