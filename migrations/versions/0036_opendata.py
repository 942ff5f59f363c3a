"""Public open data: drafts of the center's own, editions that stay, and how visitors read them."""

from alembic import op

from tenants import ddl

revision = "0036"
down_revision = "0035"

TABLES = """
CREATE TABLE open_data_drafts (
    center_id uuid NOT NULL DEFAULT wall.current_center() REFERENCES centers,
    id uuid NOT NULL DEFAULT wall.new_id(),
    title text NOT NULL,
    description text NOT NULL,
    contact text NOT NULL,
    first_month date NOT NULL,
    last_month date NOT NULL,
    tables text[] NOT NULL,
    threshold integer NOT NULL
        CONSTRAINT open_data_drafts_threshold_check CHECK (threshold >= 3),
    requested_at timestamptz NOT NULL,
    requested_by_name text NOT NULL,
    leased_until timestamptz,
    finished_at timestamptz,
    failed_at timestamptz,
    failure text,
    figures jsonb,
    PRIMARY KEY (center_id, id),
    CONSTRAINT open_data_drafts_period_check CHECK (last_month >= first_month),
    CONSTRAINT open_data_drafts_one_end_check CHECK (finished_at IS NULL OR failed_at IS NULL)
);

CREATE TABLE open_data_editions (
    center_id uuid NOT NULL DEFAULT wall.current_center() REFERENCES centers,
    id uuid NOT NULL DEFAULT wall.new_id(),
    draft_id uuid NOT NULL,
    number integer NOT NULL,
    slug text NOT NULL,
    title text NOT NULL,
    first_month date NOT NULL,
    last_month date NOT NULL,
    document text NOT NULL,
    sha256 text NOT NULL,
    published_at timestamptz NOT NULL,
    published_by_name text NOT NULL,
    PRIMARY KEY (center_id, id),
    UNIQUE (center_id, number),
    UNIQUE (center_id, draft_id),
    UNIQUE (center_id, slug),
    FOREIGN KEY (center_id, draft_id) REFERENCES open_data_drafts
);

CREATE TABLE open_data_files (
    center_id uuid NOT NULL DEFAULT wall.current_center() REFERENCES centers,
    id uuid NOT NULL DEFAULT wall.new_id(),
    edition_id uuid NOT NULL,
    name text NOT NULL,
    media_type text NOT NULL,
    content bytea NOT NULL,
    size integer NOT NULL,
    sha256 text NOT NULL,
    PRIMARY KEY (center_id, id),
    UNIQUE (center_id, edition_id, name),
    FOREIGN KEY (center_id, edition_id) REFERENCES open_data_editions
);

CREATE TABLE open_data_withdrawals (
    center_id uuid NOT NULL DEFAULT wall.current_center() REFERENCES centers,
    id uuid NOT NULL DEFAULT wall.new_id(),
    edition_id uuid NOT NULL,
    reason text NOT NULL,
    withdrawn_at timestamptz NOT NULL,
    withdrawn_by_name text NOT NULL,
    PRIMARY KEY (center_id, id),
    UNIQUE (center_id, edition_id),
    FOREIGN KEY (center_id, edition_id) REFERENCES open_data_editions
);
"""

FUNCTIONS = """
SET LOCAL ROLE kyodo_keeper;

CREATE FUNCTION wall.open_data_editions(one text) RETURNS TABLE (
    center_id uuid, slug text, title text, first_month date, last_month date, document text,
    sha256 text, published_at timestamptz, withdrawn_at timestamptz, reason text
)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
-- What anybody may know of an edition: all of it, but not who published it. NULL: of each.
-- Whose it is comes along: only the central center publishes for the city.
    SELECT edition.center_id, edition.slug, edition.title, edition.first_month, edition.last_month,
           edition.document, edition.sha256, edition.published_at,
           withdrawal.withdrawn_at, withdrawal.reason
      FROM public.open_data_editions edition
      LEFT JOIN public.open_data_withdrawals withdrawal
        ON withdrawal.center_id = edition.center_id AND withdrawal.edition_id = edition.id
     WHERE wall.acting_as('visitor')
       AND (one IS NULL OR edition.slug = one)
     ORDER BY edition.number DESC
$$;

CREATE FUNCTION wall.open_data_file(of_slug text, of_name text) RETURNS TABLE (
    center_id uuid, name text, media_type text, content bytea, size integer, sha256 text,
    published_at timestamptz
)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
-- A file of an edition, unless it was withdrawn.
    SELECT edition.center_id, file.name, file.media_type, file.content, file.size, file.sha256,
           edition.published_at
      FROM public.open_data_editions edition
      JOIN public.open_data_files file
        ON file.center_id = edition.center_id AND file.edition_id = edition.id
     WHERE wall.acting_as('visitor')
       AND edition.slug = of_slug AND file.name = of_name
       AND NOT EXISTS (SELECT FROM public.open_data_withdrawals withdrawal
                        WHERE withdrawal.center_id = edition.center_id
                          AND withdrawal.edition_id = edition.id)
$$;

SET LOCAL ROLE kyodo_owner;
"""

PUBLISHED = ("open_data_editions", "open_data_files", "open_data_withdrawals")
SEEN = ("center_id", "id", "requested_at", "finished_at", "failed_at", "leased_until")


def upgrade() -> None:
    op.execute(TABLES)
    ddl.own_by_center(op, "open_data_drafts")
    ddl.read_by_system(op, "open_data_drafts", SEEN)
    for table in PUBLISHED:
        ddl.own_by_center(op, table, append_only=True)
        ddl.open_to_keeper(op, table, reads=True)
    op.execute(FUNCTIONS)
    for table in ("open_data_drafts", *PUBLISHED):
        ddl.audit(op, table)
