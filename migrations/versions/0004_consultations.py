"""The desk: files, imports, consultations, and the marks of months that changed."""

from alembic import op

from tenants import ddl

revision = "0004"
down_revision = "0003"

TABLES = """
CREATE TABLE stored_files (
    center_id uuid NOT NULL DEFAULT wall.current_center() REFERENCES centers,
    id uuid NOT NULL DEFAULT wall.new_id(),
    name text NOT NULL,
    media_type text NOT NULL,
    content bytea NOT NULL,
    size integer NOT NULL,
    sha256 text NOT NULL,
    stored_at timestamptz NOT NULL,
    published_at timestamptz,
    PRIMARY KEY (center_id, id)
);
CREATE TABLE imports (
    center_id uuid NOT NULL DEFAULT wall.current_center() REFERENCES centers,
    id uuid NOT NULL DEFAULT wall.new_id(),
    file_id uuid NOT NULL,
    sheet_name text NOT NULL,
    fiscal_year integer,
    uploaded_at timestamptz NOT NULL,
    uploaded_by_name text NOT NULL,
    taken_at timestamptz,
    taken_by_name text,
    rows_created integer,
    rows_known integer,
    rows_refused integer,
    PRIMARY KEY (center_id, id),
    FOREIGN KEY (center_id, file_id) REFERENCES stored_files
);
CREATE TABLE dirty_marks (
    center_id uuid NOT NULL DEFAULT wall.current_center() REFERENCES centers,
    id uuid NOT NULL DEFAULT wall.new_id(),
    month date NOT NULL,
    transaction bigint NOT NULL,
    marked_at timestamptz NOT NULL,
    PRIMARY KEY (center_id, id),
    UNIQUE (center_id, month, transaction)
);
CREATE TABLE reception_counters (
    center_id uuid NOT NULL DEFAULT wall.current_center() REFERENCES centers,
    id uuid NOT NULL DEFAULT wall.new_id(),
    fiscal_year integer NOT NULL,
    last_number integer NOT NULL,
    PRIMARY KEY (center_id, id),
    UNIQUE (center_id, fiscal_year)
);
CREATE TABLE consultations (
    center_id uuid NOT NULL DEFAULT wall.current_center() REFERENCES centers,
    id uuid NOT NULL DEFAULT wall.new_id(),
    fiscal_year integer NOT NULL,
    number integer NOT NULL,
    received_at timestamptz NOT NULL,
    month date NOT NULL GENERATED ALWAYS AS
        ((date_trunc('month', received_at AT TIME ZONE 'Asia/Tokyo'))::date) STORED,
    received_by_id uuid,
    received_by_name text NOT NULL DEFAULT '',
    channel text NOT NULL REFERENCES channels,
    client_type text NOT NULL REFERENCES client_types,
    kind text NOT NULL REFERENCES kinds,
    summary text NOT NULL DEFAULT '',
    body text NOT NULL DEFAULT '',
    response text NOT NULL DEFAULT '',
    outcome text REFERENCES outcomes,
    referral_target text REFERENCES referral_targets,
    person_name text,
    person_kana text,
    person_contact text,
    organization_name text,
    activity_fields text[] NOT NULL DEFAULT '{}',
    minutes integer CONSTRAINT consultations_minutes_check CHECK (minutes BETWEEN 0 AND 1440),
    continues_id uuid,
    import_id uuid,
    import_key text,
    version integer NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (center_id, id),
    UNIQUE (center_id, fiscal_year, number),
    UNIQUE (center_id, import_key),
    FOREIGN KEY (center_id, continues_id) REFERENCES consultations,
    FOREIGN KEY (center_id, import_id) REFERENCES imports
);
CREATE INDEX consultations_center_id_received_at_id_idx
    ON consultations (center_id, received_at DESC, id DESC);
CREATE INDEX consultations_center_id_month_idx ON consultations (center_id, month);
CREATE TABLE consultation_topics (
    center_id uuid NOT NULL DEFAULT wall.current_center() REFERENCES centers,
    id uuid NOT NULL DEFAULT wall.new_id(),
    consultation_id uuid NOT NULL,
    topic text NOT NULL REFERENCES topics,
    position integer NOT NULL,
    is_primary boolean NOT NULL,
    PRIMARY KEY (center_id, id),
    UNIQUE (center_id, consultation_id, topic),
    FOREIGN KEY (center_id, consultation_id) REFERENCES consultations ON DELETE CASCADE
);
CREATE UNIQUE INDEX consultation_topics_one_primary_idx
    ON consultation_topics (center_id, consultation_id) WHERE is_primary;
"""

FUNCTIONS = """
SET LOCAL ROLE kyodo_keeper;

CREATE FUNCTION wall.number_consultation() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
-- The number is counted within the center and the fiscal year (April to March).
BEGIN
    NEW.fiscal_year := extract(
        year FROM NEW.received_at AT TIME ZONE 'Asia/Tokyo' - interval '3 months');
    INSERT INTO reception_counters AS counter (center_id, fiscal_year, last_number)
    VALUES (NEW.center_id, NEW.fiscal_year, 1)
    ON CONFLICT (center_id, fiscal_year) DO UPDATE SET last_number = counter.last_number + 1
    RETURNING last_number INTO NEW.number;
    RETURN NEW;
END $$;

CREATE FUNCTION wall.mark_month(of_center uuid, dirty_month date) RETURNS void
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
-- One mark for each month and transaction; the setting spares asking the table again for
-- every row of a large import. It falls back with a savepoint, as the mark does.
DECLARE
    mark text := concat_ws(' ', of_center, dirty_month, pg_current_xact_id());
BEGIN
    IF current_setting('kyodo.marked', true) = mark THEN
        RETURN;
    END IF;
    INSERT INTO dirty_marks (center_id, month, transaction, marked_at)
    VALUES (of_center, dirty_month, pg_current_xact_id()::text::bigint, clock_timestamp())
    ON CONFLICT (center_id, month, transaction) DO NOTHING;
    PERFORM set_config('kyodo.marked', mark, true);
END $$;

CREATE FUNCTION wall.marks_taken() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
-- A change after the count of the same transaction is a new mark.
BEGIN
    PERFORM set_config('kyodo.marked', '', true);
    RETURN NULL;
END $$;

CREATE FUNCTION wall.consultation_changed() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN PERFORM wall.mark_month(OLD.center_id, OLD.month); END IF;
    IF TG_OP <> 'DELETE' THEN PERFORM wall.mark_month(NEW.center_id, NEW.month); END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION wall.topic_changed() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    subject record;
BEGIN
    IF TG_OP = 'DELETE' THEN subject := OLD; ELSE subject := NEW; END IF;
    -- No row: the consultation itself is going, and marks its month.
    PERFORM wall.mark_month(center_id, month) FROM consultations
     WHERE center_id = subject.center_id AND id = subject.consultation_id;
    RETURN NULL;
END $$;

SET LOCAL ROLE kyodo_owner;

CREATE TRIGGER numbered BEFORE INSERT ON consultations
    FOR EACH ROW EXECUTE FUNCTION wall.number_consultation();
CREATE TRIGGER taken AFTER DELETE ON dirty_marks
    FOR EACH ROW EXECUTE FUNCTION wall.marks_taken();
CREATE TRIGGER marked AFTER INSERT OR UPDATE OR DELETE ON consultations
    FOR EACH ROW EXECUTE FUNCTION wall.consultation_changed();
CREATE TRIGGER marked AFTER INSERT OR UPDATE OR DELETE ON consultation_topics
    FOR EACH ROW EXECUTE FUNCTION wall.topic_changed();
"""


def upgrade() -> None:
    op.execute(TABLES)
    for table in (
        "stored_files",
        "imports",
        "dirty_marks",
        "reception_counters",
        "consultations",
        "consultation_topics",
    ):
        ddl.own_by_center(op, table)
    ddl.read_by_all_when(op, "stored_files", "published_at")
    ddl.read_by_system(op, "dirty_marks", ("center_id", "month", "marked_at"))
    op.execute(FUNCTIONS)
    for table in ("stored_files", "imports", "consultations", "consultation_topics"):
        ddl.audit(op, table)
