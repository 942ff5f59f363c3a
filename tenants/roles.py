"""The database's roles, made by an administrator before the first migration.

| role | is |
|---|---|
| kyodo_owner | owns the tables; only migrations act as it |
| kyodo_keeper | owns the signing key and the few functions that may see past a policy |
| kyodo_lens | owns the city's views, which name their columns one by one |
| kyodo_center, kyodo_city, kyodo_system, kyodo_visitor | one for each scope |
| <database>_login | what web and worker sign in as; by itself it may read nothing |
"""

import hmac
from contextlib import suppress
from hashlib import sha256

import psycopg
from psycopg import sql
from psycopg.errors import DuplicateObject, UniqueViolation

SCOPES = ("kyodo_center", "kyodo_city", "kyodo_system", "kyodo_visitor")
NEVER_AT_RUN_TIME = ("kyodo_owner", "kyodo_keeper", "kyodo_lens")
GROUPS = (*NEVER_AT_RUN_TIME, *SCOPES)


class UnsafeRoleError(RuntimeError):
    """The login could step around row level security."""


def make_roles(connection: psycopg.Connection, *, password: str) -> str:
    """Create what is missing, set the login's password, and name the login. Repeatable."""
    login = f"{connection.info.dbname}_login"
    for role in GROUPS:
        _make(connection, role, "NOLOGIN")
    _make(connection, login, "LOGIN")
    connection.execute(
        sql.SQL("ALTER ROLE {} NOINHERIT PASSWORD {}").format(
            sql.Identifier(login), sql.Literal(password)
        )
    )
    for role in SCOPES:
        _grant(connection, role, login)
    for role in ("kyodo_keeper", "kyodo_lens"):
        _grant(connection, role, "kyodo_owner")
    for role in NEVER_AT_RUN_TIME:
        _grant(connection, role, connection.info.user)
    _open_database(connection, login)
    return login


def _make(connection: psycopg.Connection, role: str, kind: str) -> None:
    known = connection.execute("SELECT FROM pg_roles WHERE rolname = %s", [role]).fetchone()
    if known is None:
        _once(connection, sql.SQL("CREATE ROLE {} {}").format(sql.Identifier(role), sql.SQL(kind)))


def _grant(connection: psycopg.Connection, role: str, member: str) -> None:
    _once(
        connection, sql.SQL("GRANT {} TO {}").format(sql.Identifier(role), sql.Identifier(member))
    )


def _once(connection: psycopg.Connection, statement: sql.Composed) -> None:
    """Do what another database of the cluster may be doing at the same moment.

    Roles are the cluster's, and advisory locks are a database's: so the unique index
    decides. It lets the second wait for the first, and then says that it is done.
    """
    with suppress(DuplicateObject, UniqueViolation), connection.transaction():
        connection.execute(statement)


def _open_database(connection: psycopg.Connection, login: str) -> None:
    database = sql.Identifier(connection.info.dbname)
    for statement in (
        "REVOKE ALL ON DATABASE {database} FROM PUBLIC",
        "GRANT CONNECT ON DATABASE {database} TO {login}",
        "GRANT CREATE, CONNECT, TEMPORARY ON DATABASE {database} TO kyodo_owner",
        "GRANT CREATE ON DATABASE {database} TO kyodo_keeper, kyodo_lens",
        "REVOKE ALL ON SCHEMA public FROM PUBLIC",
        "GRANT USAGE, CREATE ON SCHEMA public TO kyodo_owner",
        "GRANT USAGE ON SCHEMA public TO kyodo_keeper, kyodo_lens, " + ", ".join(SCOPES),
    ):
        connection.execute(
            sql.SQL(statement).format(database=database, login=sql.Identifier(login))
        )


def keep_key(connection: psycopg.Connection, key: bytes) -> None:
    """Give PostgreSQL the key that announcements are signed with.

    Kept as the two padded halves of HMAC-SHA-256, so that core SQL can check a
    signature without an extension.
    """
    block = key.ljust(64, b"\0")
    connection.execute("DELETE FROM wall.signing_key")
    connection.execute(
        "INSERT INTO wall.signing_key (inner_pad, outer_pad) VALUES (%s, %s)",
        [bytes(byte ^ 0x36 for byte in block), bytes(byte ^ 0x5C for byte in block)],
    )


def secret_for(purpose: str, *, secret_key: str) -> bytes:
    """A secret of its own for each purpose, all from the one the deployment keeps."""
    return hmac.new(secret_key.encode(), purpose.encode(), sha256).digest()


BYPASSES = """
    SELECT string_agg(role.rolname, ', ')
      FROM pg_roles role
     WHERE (role.rolsuper OR role.rolbypassrls OR role.rolcreaterole
            OR role.rolname IN ('kyodo_owner', 'kyodo_keeper', 'kyodo_lens'))
       AND pg_has_role(session_user, role.oid, 'MEMBER')
"""


def refuse_bypass(connection: psycopg.Connection) -> None:
    """Stop a process whose login could read past the wall.

    Raises:
        UnsafeRoleError: the login is, or may become, a superuser, an owner or a keeper.
    """
    found = connection.execute(BYPASSES).fetchone()
    if found and found[0]:
        raise UnsafeRoleError(
            f"接続ユーザー「{connection.info.user}」は行の壁を越えられる役割({found[0]})"
            "を持つため、起動を中止しました。KYODO_LOGIN_URL を確かめてください。"
        )
