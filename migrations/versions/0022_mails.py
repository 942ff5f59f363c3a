"""What each person is sent by mail, and how they wish it."""

from alembic import op

from tenants import ddl

revision = "0022"
down_revision = "0021"

TABLES = """
CREATE TABLE notice_wishes (
    center_id uuid NOT NULL DEFAULT wall.current_center() REFERENCES centers,
    id uuid NOT NULL DEFAULT wall.new_id(),
    account_id uuid NOT NULL,
    about text NOT NULL
        CONSTRAINT notice_wishes_about_check CHECK (about IN ('referral', 'story')),
    wish text NOT NULL
        CONSTRAINT notice_wishes_wish_check CHECK (wish IN ('at_once', 'digest', 'none')),
    PRIMARY KEY (center_id, id),
    UNIQUE (center_id, account_id, about),
    FOREIGN KEY (center_id, account_id) REFERENCES memberships (center_id, account_id)
        ON DELETE CASCADE
);

CREATE TABLE mails (
    center_id uuid NOT NULL DEFAULT wall.current_center() REFERENCES centers,
    id uuid NOT NULL DEFAULT wall.new_id(),
    account_id uuid NOT NULL,
    notice_id uuid NOT NULL,
    about text NOT NULL
        CONSTRAINT mails_about_check CHECK (about IN ('referral', 'story')),
    source text NOT NULL,
    kind text NOT NULL,
    referral_id uuid NOT NULL,
    happened_at timestamptz NOT NULL,
    from_center_id uuid NOT NULL REFERENCES centers,
    wish text NOT NULL
        CONSTRAINT mails_wish_check CHECK (wish IN ('at_once', 'digest', 'none')),
    due_at timestamptz NOT NULL,
    message_key uuid,
    attempts integer NOT NULL DEFAULT 0,
    leased_until timestamptz,
    sent_at timestamptz,
    dropped text
        CONSTRAINT mails_dropped_check
        CHECK (dropped IN ('unwanted', 'read', 'stale', 'gone')),
    dropped_at timestamptz,
    failed_at timestamptz,
    failure text NOT NULL DEFAULT '',
    PRIMARY KEY (center_id, id),
    UNIQUE (center_id, account_id, notice_id),
    FOREIGN KEY (center_id, account_id) REFERENCES memberships (center_id, account_id)
        ON DELETE CASCADE,
    CONSTRAINT mails_one_end_check CHECK (
        num_nonnulls(sent_at, dropped_at, failed_at) <= 1
        AND (dropped IS NULL) = (dropped_at IS NULL))
);
CREATE INDEX mails_center_id_notice_id_idx ON mails (center_id, notice_id);
CREATE INDEX mails_waiting_idx ON mails (due_at)
    WHERE sent_at IS NULL AND dropped_at IS NULL AND failed_at IS NULL;
"""

# That something happened somewhere, and to whom it is addressed; never what.
SEEN = {
    "referrals": ("center_id", "id", "to_center_id", "sent_at"),
    "referral_steps": ("center_id", "id", "reader_center_id", "target_account_id", "at"),
    "referral_consents": ("center_id", "id", "reader_center_id", "at"),
    "mails": (
        *("center_id", "notice_id", "due_at", "leased_until"),
        *("sent_at", "dropped_at", "failed_at"),
    ),
}


def upgrade() -> None:
    op.execute(TABLES)
    ddl.own_by_center(op, "notice_wishes")
    ddl.own_by_center(op, "mails")
    for table, columns in SEEN.items():
        ddl.read_by_system(op, table, columns)
    ddl.audit(op, "notice_wishes")
