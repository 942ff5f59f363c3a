"""Centers and code lists: shared by all, kept by the platform."""

from alembic import op

from tenants import ddl

revision = "0002"
down_revision = "0001"

CODE_LISTS = (
    "topics",
    "channels",
    "client_types",
    "kinds",
    "outcomes",
    "referral_targets",
    "activity_fields",
)


def upgrade() -> None:
    op.execute("""
        CREATE TABLE centers (
            id uuid PRIMARY KEY DEFAULT wall.new_id(),
            slug text NOT NULL UNIQUE,
            kind text NOT NULL
                CONSTRAINT centers_kind_check CHECK (kind IN ('ward', 'central', 'canary')),
            ward_code text UNIQUE,
            name text NOT NULL,
            nickname text,
            short_name text NOT NULL,
            position integer NOT NULL,
            weekday_opens time NOT NULL,
            weekday_closes time NOT NULL,
            weekend_opens time NOT NULL,
            weekend_closes time NOT NULL,
            opened_on date
        )
    """)
    ddl.share_with_all(op, "centers")
    for name in CODE_LISTS:
        op.execute(f"""
            CREATE TABLE {name} (
                code text PRIMARY KEY,
                label text NOT NULL,
                position integer NOT NULL,
                first_fiscal_year integer NOT NULL,
                last_fiscal_year integer
            )
        """)
        ddl.share_with_all(op, name)
    op.execute("ALTER TABLE topics ADD COLUMN is_other boolean NOT NULL DEFAULT false")
