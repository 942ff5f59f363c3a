"""How the city's data is divided among its centers, and the one door to it.

Everything that reads or writes the database does so inside `acting_for(scope)`.
PostgreSQL enforces the scope; Python only announces it, and signs the announcement.
"""

from tenants.database import Model, db
from tenants.door import acting_for, read_only
from tenants.ownership import (
    CenterOwned,
    CityShared,
    PlatformOwned,
    natural_key,
    own,
    reference,
    revision,
)
from tenants.scope import (
    CITY,
    SYSTEM,
    VISITOR,
    CenterScope,
    Scope,
    at_a_center,
    current_actor_id,
    current_scope,
)

__all__ = [
    "CITY",
    "SYSTEM",
    "VISITOR",
    "CenterOwned",
    "CenterScope",
    "CityShared",
    "Model",
    "PlatformOwned",
    "Scope",
    "acting_for",
    "at_a_center",
    "current_actor_id",
    "current_scope",
    "db",
    "natural_key",
    "own",
    "read_only",
    "reference",
    "revision",
]
