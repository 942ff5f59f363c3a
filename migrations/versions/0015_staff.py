"""Who works at a center: invitations, and places that rest."""

from alembic import op

from tenants import ddl

revision = "0015"
down_revision = "0014"

TABLES = """
ALTER TABLE memberships ADD COLUMN deactivated_at timestamptz;
CREATE TABLE invitations (
    center_id uuid NOT NULL DEFAULT wall.current_center() REFERENCES centers,
    id uuid NOT NULL DEFAULT wall.new_id(),
    purpose text NOT NULL
        CONSTRAINT invitations_purpose_check CHECK (purpose IN ('join', 'password')),
    email text NOT NULL,
    name text NOT NULL,
    role text NOT NULL,
    account_id uuid REFERENCES accounts,
    token_hash bytea NOT NULL,
    invited_at timestamptz NOT NULL,
    invited_by_name text NOT NULL,
    expires_at timestamptz NOT NULL,
    accepted_at timestamptz,
    withdrawn_at timestamptz,
    PRIMARY KEY (center_id, id)
);
CREATE INDEX invitations_token_hash_idx ON invitations (token_hash);
"""


def upgrade() -> None:
    op.execute(TABLES)
    ddl.own_by_center_kept_by_system(op, "invitations")
    ddl.audit(op, "invitations")
