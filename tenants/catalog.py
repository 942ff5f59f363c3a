"""Compare what the models declare with what the database enforces.

The check starts from the database: a table that no model knows is a fault too.
Policies, forced security, expressions and grants are compared, not only names.
"""

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa

from tenants.database import Model
from tenants.declared import Grant, Policy, declared_grants, declared_policies, declared_view
from tenants.ownership import CenterOwned, CityShared, PlatformOwned
from tenants.roles import NEVER_AT_RUN_TIME, SCOPES

TABLES = sa.text("""
    SELECT c.oid, c.relname AS name, pg_get_userbyid(c.relowner) AS owner,
           c.relrowsecurity AND c.relforcerowsecurity AS secured,
           ARRAY(SELECT a.attname::text FROM pg_index i
                   JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = ANY (i.indkey)
                  WHERE i.indrelid = c.oid AND i.indisprimary
                  ORDER BY array_position(i.indkey::int[], a.attnum::int)) AS primary_key
      FROM pg_class c
     WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
       AND c.relname <> 'alembic_version'
""")

POLICIES = sa.text("""
    SELECT polrelid AS oid, polname::text AS name, polcmd::text AS command,
           polpermissive AS permissive,
           ARRAY(SELECT pg_get_userbyid(r) FROM unnest(polroles) r ORDER BY 1)::text[] AS roles,
           pg_get_expr(polqual, polrelid) AS qual,
           pg_get_expr(polwithcheck, polrelid) AS wcheck
      FROM pg_policy
""")

GRANTS = sa.text("""
    SELECT c.oid, coalesce(nullif(acl.grantee, 0)::regrole::text, 'PUBLIC') AS grantee,
           acl.privilege_type AS privilege, NULL::text AS "column"
      FROM pg_class c, aclexplode(c.relacl) acl
     WHERE c.relnamespace = 'public'::regnamespace AND acl.grantee <> c.relowner
    UNION ALL
    SELECT c.oid, coalesce(nullif(acl.grantee, 0)::regrole::text, 'PUBLIC'),
           acl.privilege_type, a.attname::text
      FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid, aclexplode(a.attacl) acl
     WHERE c.relnamespace = 'public'::regnamespace
""")

STRAY = sa.text("""
    SELECT 'foreign key ' || conname || ' leaves the center' AS fault
      FROM pg_constraint
     WHERE contype = 'f' AND conrelid IN (
               SELECT attrelid FROM pg_attribute WHERE attname = 'center_id')
       AND confrelid IN (
               SELECT c.oid FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
                WHERE a.attname = 'center_id' AND c.relkind = 'r')
       AND NOT EXISTS (SELECT FROM pg_attribute a
                        WHERE a.attrelid = conrelid AND a.attnum = ANY (conkey)
                          AND a.attname = 'center_id')
    UNION ALL
    SELECT 'unique index ' || i.indexrelid::regclass || ' answers across centers'
      FROM pg_index i JOIN pg_attribute owned
        ON owned.attrelid = i.indrelid AND owned.attname = 'center_id'
      JOIN pg_class c ON c.oid = i.indrelid
     WHERE i.indisunique AND c.relnamespace = 'public'::regnamespace
       AND NOT owned.attnum = ANY (i.indkey)
    UNION ALL
    SELECT 'view ' || oid::regclass || ' stands outside schema city, or is not the lens''s'
      FROM pg_class
     WHERE relkind = 'v' AND relnamespace IN (
               'public'::regnamespace, 'city'::regnamespace, 'wall'::regnamespace)
       AND (relnamespace <> 'city'::regnamespace OR pg_get_userbyid(relowner) <> 'kyodo_lens')
    UNION ALL
    SELECT 'materialized view or foreign table ' || oid::regclass
      FROM pg_class
     WHERE relkind IN ('m', 'f')
       AND relnamespace IN ('public'::regnamespace, 'city'::regnamespace, 'wall'::regnamespace)
    UNION ALL
    SELECT 'function ' || p.oid::regprocedure || ' runs as its owner on an open search path'
      FROM pg_proc p
     WHERE p.prosecdef AND NOT coalesce(p.proconfig::text, '') ~ 'search_path'
       AND p.pronamespace IN ('public'::regnamespace, 'city'::regnamespace, 'wall'::regnamespace)
    UNION ALL
    SELECT 'function ' || p.oid::regprocedure || ' runs as its owner outside schema wall'
      FROM pg_proc p
     WHERE p.prosecdef
       AND p.pronamespace IN ('public'::regnamespace, 'city'::regnamespace)
    UNION ALL
    SELECT 'role ' || rolname || ' could step around row level security'
      FROM pg_roles
     WHERE rolname = ANY (:scopes) AND (rolsuper OR rolbypassrls OR rolcreaterole OR rolcanlogin)
""")


VIEWS = sa.text("""
    SELECT c.relname AS name, pg_get_viewdef(c.oid) AS definition,
           ARRAY(SELECT acl.grantee::regrole || ' ' || acl.privilege_type
                   FROM aclexplode(c.relacl) acl
                  WHERE acl.grantee <> c.relowner)::text[] AS grants
      FROM pg_class c
     WHERE c.relkind = 'v' AND c.relnamespace = 'city'::regnamespace
""")


def faults(connection: sa.Connection) -> Iterator[str]:
    """Every table, view, key and function whose protection is not what the models say."""
    tables = {row.name: row for row in connection.execute(TABLES)}
    policies, grants = _policies(connection), _grants(connection)
    models = {mapper.class_.__tablename__: mapper.class_ for mapper in Model.registry.mappers}
    yield from (f"{name}: no model knows it" for name in tables.keys() - models.keys())
    yield from (f"{name}: no such table" for name in models.keys() - tables.keys())
    for name in sorted(tables.keys() & models.keys()):
        table, model = tables[name], models[name]
        found = policies.get(table.oid, set()), grants.get(table.oid, set())
        yield from (f"{name}: {fault}" for fault in _faults_of(model, table, *found))
    yield from _view_faults(connection, models)
    stray = connection.execute(STRAY, {"scopes": [*SCOPES, *NEVER_AT_RUN_TIME]})
    yield from (row.fault for row in stray)


def _view_faults(connection: sa.Connection, models: dict[str, type[Any]]) -> Iterator[str]:
    declared = {name: view for name, model in models.items() if (view := declared_view(model))}
    found = {}
    for row in connection.execute(VIEWS):
        # PostgreSQL 15 names the table before each column, later versions do not.
        plain = " ".join(row.definition.replace(f"{row.name}.", "").replace("public.", "").split())
        found[row.name] = plain
        if row.grants != ["kyodo_city SELECT"]:
            yield f"view city.{row.name}: its grants are {row.grants}"
    yield from (
        f"view city.{name}: expected {declared.get(name)}, found {found.get(name)}"
        for name in sorted(declared.keys() | found.keys())
        if declared.get(name) != found.get(name)
    )


def _policies(connection: sa.Connection) -> dict[int, set[Policy]]:
    found: dict[int, set[Policy]] = {}
    for row in connection.execute(POLICIES):
        name = row.name if row.permissive else f"{row.name} (restrictive)"
        policy = Policy(name, row.command, tuple(row.roles), row.qual, row.wcheck)
        found.setdefault(row.oid, set()).add(policy)
    return found


def _grants(connection: sa.Connection) -> dict[int, set[Grant]]:
    found: dict[int, set[Grant]] = {}
    for row in connection.execute(GRANTS):
        found.setdefault(row.oid, set()).add(Grant(row.grantee, row.privilege, row.column))
    return found


def _faults_of(
    model: type[Any], table: sa.Row[Any], policies: set[Policy], grants: set[Grant]
) -> Iterator[str]:
    if not issubclass(model, CenterOwned | CityShared | PlatformOwned):
        yield "its model does not say whose it is"
        return
    if table.owner != "kyodo_owner":
        yield f"it belongs to {table.owner}"
    if not table.secured:
        yield "row level security is not forced"
    if issubclass(model, CenterOwned) and list(table.primary_key) != ["center_id", "id"]:
        yield f"its primary key is {table.primary_key}"
    yield from _differences("policy", set(declared_policies(model)), policies)
    yield from _differences("grant", set(declared_grants(model)), grants)


def _differences(what: str, expected: set[Any], found: set[Any]) -> Iterator[str]:
    yield from (f"missing {what} {each}" for each in expected - found)
    yield from (f"unexpected {what} {each}" for each in found - expected)
