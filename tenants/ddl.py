"""The statements a migration writes to put a table under its tenancy.

Append-only: changing a helper would rewrite history, so a new policy is a new function.
The rules that keep the schema fit for distribution by `center_id` (Citus): policies
compare with a function directly and have no subquery, keys begin with `center_id`.
"""

from collections.abc import Sequence

from alembic.operations import Operations

WALL = """
CREATE SCHEMA wall AUTHORIZATION kyodo_keeper;
GRANT USAGE ON SCHEMA wall TO kyodo_center, kyodo_city, kyodo_system, kyodo_visitor;
GRANT USAGE ON SCHEMA wall TO kyodo_owner, kyodo_lens;
CREATE SCHEMA city AUTHORIZATION kyodo_lens;
GRANT USAGE ON SCHEMA city TO kyodo_city;

SET LOCAL ROLE kyodo_keeper;

CREATE TABLE wall.signing_key (inner_pad bytea NOT NULL, outer_pad bytea NOT NULL);

CREATE FUNCTION wall.announced(wanted text) RETURNS text
LANGUAGE plpgsql STABLE PARALLEL RESTRICTED SECURITY DEFINER COST 10000
SET search_path = pg_catalog, pg_temp AS $$
-- What the open transaction announced, once its signature is checked:
-- backend|scope|center|actor|expiry|signature. NULL where nothing was announced.
DECLARE
    said text := current_setting('kyodo.announced', true);
    part text[];
    kept record;
BEGIN
    IF said IS NULL OR said = '' THEN
        RETURN NULL;
    END IF;
    part := string_to_array(said, '|');
    SELECT inner_pad, outer_pad INTO kept FROM wall.signing_key;
    IF part[6] IS NULL
       OR part[6] <> encode(sha256(kept.outer_pad || sha256(
              kept.inner_pad || convert_to(left(said, -65), 'UTF8'))), 'hex')
       OR part[1] <> pg_backend_pid()::text
       OR part[5]::bigint < extract(epoch FROM clock_timestamp()) THEN
        RAISE insufficient_privilege USING MESSAGE = 'the announced scope is not valid';
    END IF;
    RETURN CASE wanted
        WHEN 'scope' THEN part[2]
        WHEN 'center' THEN CASE WHEN part[2] = 'center' THEN part[3] END
        WHEN 'actor' THEN nullif(part[4], '')
        WHEN 'who' THEN part[2] || '|' || part[4]
    END;
END $$;

CREATE FUNCTION wall.current_center() RETURNS uuid LANGUAGE sql STABLE PARALLEL RESTRICTED
RETURN wall.announced('center')::uuid;

CREATE FUNCTION wall.current_actor() RETURNS uuid LANGUAGE sql STABLE PARALLEL RESTRICTED
RETURN wall.announced('actor')::uuid;

CREATE FUNCTION wall.acting_as(scope text) RETURNS boolean LANGUAGE sql STABLE PARALLEL RESTRICTED
RETURN wall.announced('scope') = scope;

CREATE FUNCTION wall.new_id() RETURNS uuid LANGUAGE sql VOLATILE PARALLEL SAFE
-- UUID version 7: sorts by the time it was made, so that indexes grow at one end.
RETURN encode(set_bit(set_bit(overlay(uuid_send(gen_random_uuid()) PLACING
    substring(int8send((extract(epoch FROM clock_timestamp()) * 1000)::bigint) FROM 3)
    FROM 1 FOR 6), 52, 1), 53, 1), 'hex')::uuid;

SET LOCAL ROLE kyodo_owner;
"""

OWNED = """
ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
ALTER TABLE {table} FORCE ROW LEVEL SECURITY;
CREATE POLICY own_rows ON {table} TO kyodo_center
    USING (center_id = wall.current_center())
    WITH CHECK (center_id = wall.current_center());
GRANT {rights} ON {table} TO kyodo_center;
"""

# The announcement is checked in the view, where the planner asks it once: as a policy it
# would be asked for every row of every center (10 µs each).
SEEN_BY_CITY = """
CREATE POLICY city_reads ON {table} FOR SELECT TO kyodo_lens USING (true);
GRANT SELECT ({columns}) ON {table} TO kyodo_lens;
SET LOCAL ROLE kyodo_lens;
CREATE VIEW city.{table} AS SELECT {shown} FROM public.{table} WHERE wall.acting_as('city');
GRANT SELECT ON city.{table} TO kyodo_city;
SET LOCAL ROLE kyodo_owner;
"""

ADDRESSED = """
CREATE POLICY addressed_rows ON {table} FOR SELECT TO kyodo_center
    USING ({column} = wall.current_center());
"""

PUBLISHED = """
CREATE POLICY published_rows ON {table} FOR SELECT TO kyodo_center
    USING ({column} IS NOT NULL AND wall.acting_as('center'));
"""

SEEN_BY_SYSTEM = """
CREATE POLICY system_reads ON {table} FOR SELECT TO kyodo_system USING (wall.acting_as('system'));
GRANT SELECT ({columns}) ON {table} TO kyodo_system;
"""

SECURED = """
ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
ALTER TABLE {table} FORCE ROW LEVEL SECURITY;
"""

KEPT_BY_SYSTEM = (
    SECURED
    + """
CREATE POLICY system_rows ON {table} TO kyodo_system
    USING (wall.acting_as('system')) WITH CHECK (wall.acting_as('system'));
GRANT SELECT, INSERT, UPDATE, DELETE ON {table} TO kyodo_system;
"""
)

READ_BY_CENTER = """
CREATE POLICY own_rows ON {table} FOR SELECT TO kyodo_center
    USING (center_id = wall.current_center());
GRANT SELECT ON {table} TO kyodo_center;
"""

KEEPER_READS = """
CREATE POLICY keeper_reads ON {table} FOR SELECT TO kyodo_keeper USING (true);
GRANT SELECT ON {table} TO kyodo_keeper;
"""

KEEPER_WRITES = """
CREATE POLICY keeper_writes ON {table} FOR INSERT TO kyodo_keeper WITH CHECK (true);
GRANT INSERT ON {table} TO kyodo_keeper;
"""

KEEPER_REMOVES = """
CREATE POLICY keeper_removes ON {table} FOR DELETE TO kyodo_keeper USING (true);
GRANT DELETE ON {table} TO kyodo_keeper;
"""

KEEPER_BLANKS = """
CREATE POLICY keeper_blanks ON {table} FOR UPDATE TO kyodo_keeper
    USING (true) WITH CHECK ({blank});
GRANT UPDATE ({columns}) ON {table} TO kyodo_keeper;
"""

KEEPER_UPDATES = """
CREATE POLICY keeper_updates ON {table} FOR UPDATE TO kyodo_keeper
    USING (true) WITH CHECK (true);
GRANT UPDATE ON {table} TO kyodo_keeper;
"""

READ_BY_ALL = """
CREATE POLICY everyone_reads ON {table} FOR SELECT
    TO kyodo_center, kyodo_city, kyodo_visitor USING (true);
GRANT SELECT ON {table} TO kyodo_center, kyodo_city, kyodo_visitor;
"""


def build_wall(op: Operations) -> None:
    op.execute(WALL)


def own_by_center(
    op: Operations, table: str, *, city_columns: Sequence[str] = (), append_only: bool = False
) -> None:
    """Give the rows of `table` to the centers, each its own."""
    rights = "SELECT, INSERT" if append_only else "SELECT, INSERT, UPDATE, DELETE"
    op.execute(OWNED.format(table=table, rights=rights))
    if city_columns:
        see_across(op, table, city_columns)


def own_by_center_kept_by_system(op: Operations, table: str) -> None:
    """Rows about one center that the platform writes and the center reads."""
    op.execute(KEPT_BY_SYSTEM.format(table=table) + READ_BY_CENTER.format(table=table))


def own_by_center_kept_by_keeper(op: Operations, table: str) -> None:
    """Rows about one center that only the database itself writes."""
    op.execute(SECURED.format(table=table) + READ_BY_CENTER.format(table=table))
    open_to_keeper(op, table, writes=True)


def open_to_keeper(
    op: Operations, table: str, *, reads: bool = False, writes: bool = False
) -> None:
    """Let the keeper's functions past the policies of `table`."""
    if reads:
        op.execute(KEEPER_READS.format(table=table))
    if writes:
        op.execute(KEEPER_WRITES.format(table=table))


def let_keeper_remove(op: Operations, table: str) -> None:
    """Let the keeper's functions remove facts that nobody else may touch."""
    op.execute(KEEPER_REMOVES.format(table=table))


def blank_by_keeper(op: Operations, table: str, columns: Sequence[str]) -> None:
    """Let the keeper's functions empty these columns, all at once, and write nothing else."""
    blank = " AND ".join(f"{column} = ''" for column in columns)
    op.execute(KEEPER_BLANKS.format(table=table, blank=blank, columns=", ".join(columns)))


def read_by_addressee(op: Operations, table: str, column: str) -> None:
    op.execute(ADDRESSED.format(table=table, column=column))


def read_by_all_when(op: Operations, table: str, column: str) -> None:
    """Let every center read a row once `column` is filled."""
    op.execute(PUBLISHED.format(table=table, column=column))


def read_by_system(op: Operations, table: str, columns: Sequence[str]) -> None:
    """Let the platform see where work waits, never what it is about."""
    op.execute(SEEN_BY_SYSTEM.format(table=table, columns=", ".join(columns)))


def share_with_all(op: Operations, table: str) -> None:
    """Let every scope read `table`; only the platform writes it."""
    op.execute(KEPT_BY_SYSTEM.format(table=table) + READ_BY_ALL.format(table=table))


def keep_for_platform(op: Operations, table: str) -> None:
    """No center, no city and no visitor reads `table`."""
    op.execute(KEPT_BY_SYSTEM.format(table=table))


def audit(op: Operations, table: str) -> None:
    """Have the database write down every change of `table`."""
    op.execute(f"""
        CREATE TRIGGER audited AFTER INSERT OR UPDATE OR DELETE ON {table}
        FOR EACH ROW EXECUTE FUNCTION wall.audit()
    """)


def see_across(
    op: Operations, table: str, columns: Sequence[str], disguised: Sequence[str] = ()
) -> None:
    """Show these columns of every center's rows to the city; the `disguised` keys as numbers."""
    shown = (
        f"uuid_hash_extended({name}, 0) AS {name}" if name in disguised else name
        for name in columns
    )
    listed = {"columns": ", ".join(columns), "shown": ", ".join(shown)}
    op.execute(SEEN_BY_CITY.format(table=table, **listed))


def keep_up_to_date_by_keeper(op: Operations, table: str) -> None:
    """Let the keeper's functions write over what they wrote in `table` before."""
    op.execute(KEEPER_UPDATES.format(table=table))
