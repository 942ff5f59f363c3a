"""What people have typed and not yet saved, and the key that makes a form sent twice one."""

from alembic import op

from tenants import ddl

revision = "0008"
down_revision = "0007"

TABLES = """
CREATE TABLE drafts (
    center_id uuid NOT NULL DEFAULT wall.current_center() REFERENCES centers,
    id uuid NOT NULL DEFAULT wall.new_id(),
    account_id uuid NOT NULL,
    client_key uuid NOT NULL,
    form text NOT NULL
        CONSTRAINT drafts_form_check CHECK (form IN ('consultation', 'revision', 'referral')),
    subject_id uuid,
    fields jsonb NOT NULL,
    version integer NOT NULL DEFAULT 1,
    saved_at timestamptz NOT NULL,
    PRIMARY KEY (center_id, id),
    UNIQUE (center_id, account_id, client_key),
    FOREIGN KEY (center_id, account_id) REFERENCES memberships (center_id, account_id)
        ON DELETE CASCADE
);
ALTER TABLE consultations
    ADD COLUMN entry_key uuid,
    ADD UNIQUE (center_id, entry_key);
"""

# Not `ddl.audit`: a draft is written anew every few seconds, and a trail of those says nothing.
AUDITED = """
CREATE TRIGGER audited AFTER INSERT OR DELETE ON drafts
    FOR EACH ROW EXECUTE FUNCTION wall.audit();
"""


def upgrade() -> None:
    op.execute(TABLES)
    ddl.own_by_center(op, "drafts")
    op.execute(AUDITED)
