"""People and groups asked for once, and the consultations that point at them."""

from alembic import op

from tenants import ddl

revision = "0029"
down_revision = "0028"

TABLES = """
CREATE TABLE contacts (
    center_id uuid NOT NULL DEFAULT wall.current_center() REFERENCES centers,
    id uuid NOT NULL DEFAULT wall.new_id(),
    kind text NOT NULL CONSTRAINT contacts_kind_check CHECK (kind IN ('person', 'group')),
    name text NOT NULL,
    kana text,
    name_key text NOT NULL,
    kana_key text NOT NULL,
    sort_key text NOT NULL,
    group_id uuid,
    notes text NOT NULL DEFAULT '',
    merged_into_id uuid,
    version integer NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (center_id, id),
    FOREIGN KEY (center_id, group_id) REFERENCES contacts,
    FOREIGN KEY (center_id, merged_into_id) REFERENCES contacts ON DELETE CASCADE
);
CREATE INDEX contacts_center_id_sort_key_id_idx ON contacts (center_id, sort_key, id);
CREATE INDEX contacts_center_id_name_key_idx ON contacts (center_id, name_key);
CREATE INDEX contacts_center_id_kana_key_idx ON contacts (center_id, kana_key);
CREATE INDEX contacts_group_idx ON contacts (center_id, group_id) WHERE group_id IS NOT NULL;
CREATE INDEX contacts_merged_idx ON contacts (center_id, merged_into_id)
    WHERE merged_into_id IS NOT NULL;
CREATE TABLE contact_lines (
    center_id uuid NOT NULL DEFAULT wall.current_center() REFERENCES centers,
    id uuid NOT NULL DEFAULT wall.new_id(),
    contact_id uuid NOT NULL,
    kind text NOT NULL
        CONSTRAINT contact_lines_kind_check CHECK (kind IN ('phone', 'mail', 'address')),
    words text NOT NULL,
    key text NOT NULL,
    position integer NOT NULL,
    PRIMARY KEY (center_id, id),
    FOREIGN KEY (center_id, contact_id) REFERENCES contacts ON DELETE CASCADE
);
CREATE INDEX contact_lines_center_id_contact_id_idx ON contact_lines (center_id, contact_id);
CREATE INDEX contact_lines_center_id_key_idx ON contact_lines (center_id, key);
CREATE TABLE contact_merges (
    center_id uuid NOT NULL DEFAULT wall.current_center() REFERENCES centers,
    id uuid NOT NULL DEFAULT wall.new_id(),
    kept_id uuid NOT NULL,
    gone_id uuid NOT NULL,
    before jsonb NOT NULL,
    after jsonb NOT NULL,
    added_lines uuid[] NOT NULL DEFAULT '{}',
    moved jsonb NOT NULL,
    merged_at timestamptz NOT NULL,
    merged_by_id uuid,
    merged_by_name text NOT NULL,
    undone_at timestamptz,
    undone_by_name text,
    PRIMARY KEY (center_id, id),
    FOREIGN KEY (center_id, kept_id) REFERENCES contacts ON DELETE CASCADE,
    FOREIGN KEY (center_id, gone_id) REFERENCES contacts ON DELETE CASCADE
);
CREATE INDEX contact_merges_center_id_kept_id_idx ON contact_merges (center_id, kept_id);
CREATE UNIQUE INDEX contact_merges_gone_once_idx ON contact_merges (center_id, gone_id)
    WHERE undone_at IS NULL;
CREATE TABLE contact_distinctions (
    center_id uuid NOT NULL DEFAULT wall.current_center() REFERENCES centers,
    id uuid NOT NULL DEFAULT wall.new_id(),
    first_id uuid NOT NULL,
    second_id uuid NOT NULL,
    said_at timestamptz NOT NULL,
    said_by_name text NOT NULL,
    PRIMARY KEY (center_id, id),
    UNIQUE (center_id, first_id, second_id),
    FOREIGN KEY (center_id, first_id) REFERENCES contacts ON DELETE CASCADE,
    FOREIGN KEY (center_id, second_id) REFERENCES contacts ON DELETE CASCADE
);
ALTER TABLE consultations
    ADD COLUMN contact_id uuid,
    ADD COLUMN organization_contact_id uuid,
    ADD FOREIGN KEY (center_id, contact_id) REFERENCES contacts,
    ADD FOREIGN KEY (center_id, organization_contact_id) REFERENCES contacts;
CREATE INDEX consultations_contact_idx ON consultations (center_id, contact_id)
    WHERE contact_id IS NOT NULL;
CREATE INDEX consultations_organization_contact_idx
    ON consultations (center_id, organization_contact_id)
    WHERE organization_contact_id IS NOT NULL;
"""


def upgrade() -> None:
    op.execute(TABLES)
    for table in ("contacts", "contact_lines", "contact_merges", "contact_distinctions"):
        ddl.own_by_center(op, table)
        ddl.audit(op, table)
