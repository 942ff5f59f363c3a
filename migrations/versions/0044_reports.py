"""Reports, their texts and figures, minutes of spaces, and editions that stay as issued."""

from alembic import op

from tenants import ddl

revision = "0044"
down_revision = "0043"

TABLES = """
CREATE TABLE reports (
    center_id uuid NOT NULL DEFAULT wall.current_center() REFERENCES centers,
    id uuid NOT NULL DEFAULT wall.new_id(),
    kind text NOT NULL CONSTRAINT reports_kind_check CHECK (kind IN ('annual', 'monthly')),
    first_month date NOT NULL,
    last_month date NOT NULL,
    stage text NOT NULL
        CONSTRAINT reports_stage_check CHECK (stage IN ('preliminary', 'final')),
    as_of date,
    average text NOT NULL
        CONSTRAINT reports_average_check CHECK (average IN ('pooled', 'months')),
    created_at timestamptz NOT NULL,
    version integer NOT NULL DEFAULT 1,
    PRIMARY KEY (center_id, id),
    UNIQUE (center_id, kind, first_month),
    CONSTRAINT reports_period_check CHECK (last_month >= first_month)
);
CREATE TABLE report_texts (
    center_id uuid NOT NULL DEFAULT wall.current_center() REFERENCES centers,
    id uuid NOT NULL DEFAULT wall.new_id(),
    report_id uuid NOT NULL,
    place text NOT NULL CONSTRAINT report_texts_place_check CHECK (
        place IN ('lead', 'p1', 'p2', 'p3', 'p4', 'p5', 'notes', 'plans')),
    html text NOT NULL,
    version integer NOT NULL DEFAULT 1,
    PRIMARY KEY (center_id, id),
    UNIQUE (center_id, report_id, place),
    FOREIGN KEY (center_id, report_id) REFERENCES reports ON DELETE CASCADE
);
CREATE TABLE report_examples (
    center_id uuid NOT NULL DEFAULT wall.current_center() REFERENCES centers,
    id uuid NOT NULL DEFAULT wall.new_id(),
    report_id uuid NOT NULL,
    position integer NOT NULL,
    topic text NOT NULL,
    words text NOT NULL,
    version integer NOT NULL DEFAULT 1,
    PRIMARY KEY (center_id, id),
    FOREIGN KEY (center_id, report_id) REFERENCES reports ON DELETE CASCADE
);
CREATE INDEX report_examples_center_id_report_id_position_idx
    ON report_examples (center_id, report_id, position);
CREATE TABLE report_figures (
    center_id uuid NOT NULL DEFAULT wall.current_center() REFERENCES centers,
    id uuid NOT NULL DEFAULT wall.new_id(),
    report_id uuid NOT NULL,
    programme integer NOT NULL
        CONSTRAINT report_figures_programme_check CHECK (programme BETWEEN 1 AND 5),
    label text NOT NULL,
    value bigint NOT NULL,
    value_before bigint,
    unit text NOT NULL,
    version integer NOT NULL DEFAULT 1,
    PRIMARY KEY (center_id, id),
    UNIQUE (center_id, report_id, programme, label),
    FOREIGN KEY (center_id, report_id) REFERENCES reports ON DELETE CASCADE,
    CONSTRAINT report_figures_value_check CHECK (value >= 0 AND coalesce(value_before, 0) >= 0)
);
CREATE TABLE space_months (
    center_id uuid NOT NULL DEFAULT wall.current_center() REFERENCES centers,
    id uuid NOT NULL DEFAULT wall.new_id(),
    month date NOT NULL,
    available_minutes integer NOT NULL,
    joint_minutes integer NOT NULL,
    standalone_minutes integer NOT NULL,
    version integer NOT NULL DEFAULT 1,
    PRIMARY KEY (center_id, id),
    UNIQUE (center_id, month),
    CONSTRAINT space_months_minutes_check CHECK (joint_minutes >= 0 AND standalone_minutes >= 0),
    CONSTRAINT space_months_used_check
        CHECK (joint_minutes + standalone_minutes <= available_minutes)
);
CREATE TABLE report_editions (
    center_id uuid NOT NULL DEFAULT wall.current_center() REFERENCES centers,
    id uuid NOT NULL DEFAULT wall.new_id(),
    report_id uuid NOT NULL,
    number integer NOT NULL,
    stage text NOT NULL
        CONSTRAINT report_editions_stage_check CHECK (stage IN ('preliminary', 'final')),
    requested_at timestamptz NOT NULL,
    requested_by_name text NOT NULL,
    leased_until timestamptz,
    done integer NOT NULL DEFAULT 0,
    total integer NOT NULL DEFAULT 1,
    step text NOT NULL DEFAULT '',
    finished_at timestamptz,
    failed_at timestamptz,
    failure text,
    content text,
    sha256 text,
    issued_at timestamptz,
    issued_by_name text,
    PRIMARY KEY (center_id, id),
    UNIQUE (center_id, report_id, number),
    FOREIGN KEY (center_id, report_id) REFERENCES reports,
    CONSTRAINT report_editions_one_end_check CHECK (finished_at IS NULL OR failed_at IS NULL),
    CONSTRAINT report_editions_finished_check
        CHECK (issued_at IS NULL OR finished_at IS NOT NULL),
    CONSTRAINT report_editions_hashed_check CHECK ((content IS NULL) = (sha256 IS NULL))
);
CREATE TABLE report_papers (
    center_id uuid NOT NULL DEFAULT wall.current_center() REFERENCES centers,
    id uuid NOT NULL DEFAULT wall.new_id(),
    edition_id uuid NOT NULL,
    file_format text NOT NULL
        CONSTRAINT report_papers_file_format_check CHECK (file_format IN ('docx', 'pdf', 'xlsx')),
    file_id uuid NOT NULL,
    PRIMARY KEY (center_id, id),
    UNIQUE (center_id, edition_id, file_format),
    FOREIGN KEY (center_id, edition_id) REFERENCES report_editions,
    FOREIGN KEY (center_id, file_id) REFERENCES stored_files
);
CREATE TABLE report_templates (
    center_id uuid NOT NULL DEFAULT wall.current_center() REFERENCES centers,
    id uuid NOT NULL DEFAULT wall.new_id(),
    kind text NOT NULL
        CONSTRAINT report_templates_kind_check CHECK (kind IN ('annual', 'monthly')),
    file_id uuid NOT NULL,
    kept_at timestamptz NOT NULL,
    kept_by_name text NOT NULL,
    PRIMARY KEY (center_id, id),
    UNIQUE (center_id, kind),
    FOREIGN KEY (center_id, file_id) REFERENCES stored_files
);
CREATE INDEX report_papers_center_id_file_id_idx ON report_papers (center_id, file_id);
"""

# Run with the rights of whoever writes: a center sees its own editions, and no other is meant.
ISSUED_STAYS = """
SET LOCAL ROLE kyodo_keeper;

CREATE FUNCTION wall.edition_stays() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    RAISE restrict_violation USING
        MESSAGE = 'an issued edition stays as it is', CONSTRAINT = 'report_editions_issued';
END $$;

CREATE FUNCTION wall.papers_stay() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
-- Neither changed nor removed, and none added afterwards.
DECLARE
    subject record;
BEGIN
    IF TG_OP = 'INSERT' THEN subject := NEW; ELSE subject := OLD; END IF;
    IF EXISTS (
        SELECT FROM report_editions edition
         WHERE edition.center_id = subject.center_id AND edition.id = subject.edition_id
           AND edition.issued_at IS NOT NULL
    ) THEN
        RAISE restrict_violation USING
            MESSAGE = 'a paper of an issued edition stays as it is',
            CONSTRAINT = 'report_editions_issued';
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;

CREATE FUNCTION wall.printed_file_stays() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF EXISTS (
        SELECT FROM report_papers paper
          JOIN report_editions edition
            ON edition.center_id = paper.center_id AND edition.id = paper.edition_id
         WHERE paper.center_id = OLD.center_id AND paper.file_id = OLD.id
           AND edition.issued_at IS NOT NULL
    ) THEN
        RAISE restrict_violation USING
            MESSAGE = 'a paper of an issued edition stays as it is',
            CONSTRAINT = 'report_editions_issued';
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;

SET LOCAL ROLE kyodo_owner;

CREATE TRIGGER issued_stays BEFORE UPDATE OR DELETE ON report_editions
    FOR EACH ROW WHEN (OLD.issued_at IS NOT NULL) EXECUTE FUNCTION wall.edition_stays();
CREATE TRIGGER issued_stays BEFORE INSERT OR UPDATE OR DELETE ON report_papers
    FOR EACH ROW EXECUTE FUNCTION wall.papers_stay();
CREATE TRIGGER issued_stays BEFORE UPDATE OR DELETE ON stored_files
    FOR EACH ROW EXECUTE FUNCTION wall.printed_file_stays();
"""

OWNED = (
    "reports",
    "report_texts",
    "report_examples",
    "report_figures",
    "space_months",
    "report_editions",
    "report_papers",
    "report_templates",
)


def upgrade() -> None:
    op.execute(TABLES)
    for table in OWNED:
        ddl.own_by_center(op, table)
        ddl.audit(op, table)
    ddl.read_by_system(
        op,
        "report_editions",
        ("center_id", "id", "requested_at", "finished_at", "failed_at", "leased_until"),
    )
    op.execute(ISSUED_STAYS)
