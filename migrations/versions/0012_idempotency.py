"""Answers kept for a day, so that a request that comes twice is done once."""

from alembic import op

from tenants import ddl

revision = "0012"
down_revision = "0011"

TABLES = """
CREATE TABLE idempotency_keys (
    center_id uuid NOT NULL DEFAULT wall.current_center() REFERENCES centers,
    id uuid NOT NULL DEFAULT wall.new_id(),
    account_id uuid NOT NULL,
    key text NOT NULL,
    request_hash bytea NOT NULL,
    status integer NOT NULL,
    body text NOT NULL,
    etag text,
    answered_at timestamptz NOT NULL,
    PRIMARY KEY (center_id, id),
    UNIQUE (center_id, account_id, key),
    FOREIGN KEY (center_id, account_id) REFERENCES memberships (center_id, account_id)
        ON DELETE CASCADE
);
CREATE INDEX idempotency_keys_center_id_answered_at_idx
    ON idempotency_keys (center_id, answered_at);
"""


def upgrade() -> None:
    op.execute(TABLES)
    ddl.own_by_center(op, "idempotency_keys")  # no trail: what was done has one
