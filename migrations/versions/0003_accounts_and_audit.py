"""Who signs in, and the log that the database keeps of what they change."""

from alembic import op

from tenants import ddl

revision = "0003"
down_revision = "0002"

AUDIT = """
SET LOCAL ROLE kyodo_keeper;
CREATE FUNCTION wall.audit() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    changed text[] := '{}';
    who text := wall.announced('who');
    subject record;
BEGIN
    IF TG_OP = 'DELETE' THEN subject := OLD; ELSE subject := NEW; END IF;
    IF TG_OP = 'UPDATE' THEN
        SELECT coalesce(array_agg(key ORDER BY key), '{}') INTO changed
          FROM jsonb_each(to_jsonb(NEW)) now JOIN jsonb_each(to_jsonb(OLD)) was USING (key)
         WHERE now.value IS DISTINCT FROM was.value;
        IF changed = '{}' THEN
            RETURN NULL;
        END IF;
    END IF;
    INSERT INTO public.audit_entries
        (center_id, at, actor_id, scope, table_name, row_id, action, columns)
    VALUES (subject.center_id, clock_timestamp(), nullif(split_part(who, '|', 2), '')::uuid,
            split_part(who, '|', 1), TG_TABLE_NAME, subject.id, lower(TG_OP), changed);
    RETURN NULL;
END $$;
SET LOCAL ROLE kyodo_owner;
"""


def upgrade() -> None:
    op.execute("""
        CREATE TABLE accounts (
            id uuid PRIMARY KEY DEFAULT wall.new_id(),
            email text NOT NULL UNIQUE,
            name text NOT NULL,
            password_hash text NOT NULL,
            deactivated_at timestamptz
        );
        CREATE TABLE sessions (
            id uuid PRIMARY KEY DEFAULT wall.new_id(),
            token_hash bytea NOT NULL UNIQUE,
            account_id uuid NOT NULL REFERENCES accounts ON DELETE CASCADE,
            began_at timestamptz NOT NULL,
            seen_at timestamptz NOT NULL
        );
        CREATE INDEX sessions_account_id_idx ON sessions (account_id);
        CREATE TABLE memberships (
            center_id uuid NOT NULL DEFAULT wall.current_center() REFERENCES centers,
            id uuid NOT NULL DEFAULT wall.new_id(),
            account_id uuid NOT NULL REFERENCES accounts,
            name text NOT NULL,
            role text NOT NULL,
            PRIMARY KEY (center_id, id),
            UNIQUE (center_id, account_id)
        );
        CREATE INDEX memberships_account_id_idx ON memberships (account_id);
        CREATE TABLE audit_entries (
            center_id uuid NOT NULL DEFAULT wall.current_center() REFERENCES centers,
            id uuid NOT NULL DEFAULT wall.new_id(),
            at timestamptz NOT NULL,
            actor_id uuid,
            scope text,
            table_name text NOT NULL,
            row_id uuid NOT NULL,
            action text NOT NULL,
            columns text[] NOT NULL,
            PRIMARY KEY (center_id, id)
        );
        CREATE INDEX audit_entries_center_id_at_idx ON audit_entries (center_id, at);
        CREATE INDEX audit_entries_center_id_row_id_idx ON audit_entries (center_id, row_id);
    """)
    ddl.keep_for_platform(op, "accounts")
    ddl.keep_for_platform(op, "sessions")
    ddl.own_by_center_kept_by_system(op, "memberships")
    ddl.own_by_center_kept_by_keeper(op, "audit_entries")
    op.execute(AUDIT)
    ddl.audit(op, "memberships")
