"""Access tokens: what a person's own program shows at one center."""

from alembic import op

from tenants import ddl

revision = "0011"
down_revision = "0010"

TABLES = """
CREATE TABLE access_tokens (
    center_id uuid NOT NULL DEFAULT wall.current_center() REFERENCES centers,
    id uuid NOT NULL DEFAULT wall.new_id(),
    account_id uuid NOT NULL,
    name text NOT NULL,
    token_hash bytea NOT NULL,
    scopes text[] NOT NULL,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    last_used_at timestamptz,
    PRIMARY KEY (center_id, id),
    UNIQUE (center_id, token_hash),
    FOREIGN KEY (center_id, account_id) REFERENCES memberships (center_id, account_id)
        ON DELETE CASCADE,
    CONSTRAINT access_tokens_a_year_at_most_check
        CHECK (expires_at - created_at <= interval '366 days')
);
CREATE INDEX access_tokens_token_hash_idx ON access_tokens (token_hash);
"""

SEEN_BY_SYSTEM = (
    "center_id",
    "id",
    "account_id",
    "token_hash",
    "scopes",
    "expires_at",
    "last_used_at",
)

# Of many uses a day the first is written down: a trail of all of them says nothing.
AUDITED = """
CREATE TRIGGER audited AFTER INSERT OR DELETE ON access_tokens
    FOR EACH ROW EXECUTE FUNCTION wall.audit();
CREATE TRIGGER use_audited AFTER UPDATE ON access_tokens
    FOR EACH ROW WHEN ((OLD.last_used_at AT TIME ZONE 'Asia/Tokyo')::date
                       IS DISTINCT FROM (NEW.last_used_at AT TIME ZONE 'Asia/Tokyo')::date)
    EXECUTE FUNCTION wall.audit();
"""


def upgrade() -> None:
    op.execute(TABLES)
    ddl.own_by_center(op, "access_tokens")
    ddl.read_by_system(op, "access_tokens", SEEN_BY_SYSTEM)
    op.execute(AUDITED)
