"""What each person has read of what happened to the center's referrals."""

from alembic import op

from tenants import ddl

revision = "0021"
down_revision = "0020"

TABLES = """
CREATE TABLE notice_reads (
    center_id uuid NOT NULL DEFAULT wall.current_center() REFERENCES centers,
    id uuid NOT NULL DEFAULT wall.new_id(),
    account_id uuid NOT NULL,
    notice_id uuid NOT NULL,
    read_at timestamptz NOT NULL,
    PRIMARY KEY (center_id, id),
    UNIQUE (center_id, account_id, notice_id),
    FOREIGN KEY (center_id, account_id) REFERENCES memberships (center_id, account_id)
        ON DELETE CASCADE
);
"""

# What is new for a center is asked with every page: by whom it is addressed to, and when.
INDEXES = """
CREATE INDEX referral_steps_reader_center_id_at_idx ON referral_steps (reader_center_id, at);
CREATE INDEX referral_consents_reader_center_id_at_idx ON referral_consents (reader_center_id, at);
CREATE INDEX referral_steps_target_account_idx ON referral_steps (center_id, target_account_id)
    WHERE target_account_id IS NOT NULL;
"""


def upgrade() -> None:
    op.execute(TABLES)
    ddl.own_by_center(op, "notice_reads", append_only=True)
    op.execute(INDEXES)
