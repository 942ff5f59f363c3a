"""What a center means by the headings and words of its own workbooks."""

from alembic import op

from tenants import ddl

revision = "0028"
down_revision = "0027"

TABLE = """
CREATE TABLE learned_words (
    center_id uuid NOT NULL DEFAULT wall.current_center() REFERENCES centers,
    id uuid NOT NULL DEFAULT wall.new_id(),
    about text NOT NULL CONSTRAINT learned_words_about_check CHECK (about IN (
        'heading', 'topics', 'channels', 'client_types', 'kinds', 'outcomes',
        'referral_targets', 'activity_fields')),
    word_key text NOT NULL,
    word text NOT NULL,
    meaning text NOT NULL,
    taught_at timestamptz NOT NULL,
    taught_by_name text NOT NULL,
    PRIMARY KEY (center_id, id),
    UNIQUE (center_id, about, word_key)
);
"""


def upgrade() -> None:
    op.execute(TABLE)
    ddl.own_by_center(op, "learned_words")
    ddl.audit(op, "learned_words")
