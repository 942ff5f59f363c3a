"""Invitations to a meeting, what is answered to them, and calendars to subscribe to."""

from alembic import op

from tenants import ddl

revision = "0051"
down_revision = "0050"

TABLES = """
CREATE TABLE meeting_invitations (
    center_id uuid NOT NULL DEFAULT wall.current_center() REFERENCES centers,
    id uuid NOT NULL DEFAULT wall.new_id(),
    meeting_id uuid NOT NULL,
    words text NOT NULL DEFAULT '',
    ward_ids uuid[] NOT NULL DEFAULT '{}',
    reply_by date NOT NULL,
    remind_on date,
    reminded_at timestamptz,
    eve_told_on date,
    sent_at timestamptz,
    sent_by_name text,
    told_sequence integer NOT NULL DEFAULT 0,
    version integer NOT NULL DEFAULT 1,
    PRIMARY KEY (center_id, id),
    UNIQUE (center_id, meeting_id),
    FOREIGN KEY (center_id, meeting_id) REFERENCES meetings
);
CREATE TABLE meeting_letters (
    center_id uuid NOT NULL DEFAULT wall.current_center() REFERENCES centers,
    id uuid NOT NULL DEFAULT wall.new_id(),
    meeting_id uuid NOT NULL,
    to_center_id uuid NOT NULL REFERENCES centers,
    kind text NOT NULL
        CONSTRAINT meeting_letters_kind_check
        CHECK (kind IN ('invited', 'changed', 'cancelled', 'deadline', 'eve')),
    sequence integer NOT NULL,
    by_name text,
    at timestamptz NOT NULL,
    PRIMARY KEY (center_id, id),
    FOREIGN KEY (center_id, meeting_id) REFERENCES meetings
);
CREATE INDEX meeting_letters_center_id_meeting_id_idx ON meeting_letters (center_id, meeting_id);
CREATE INDEX meeting_letters_to_center_id_at_idx ON meeting_letters (to_center_id, at);
CREATE TABLE meeting_replies (
    center_id uuid NOT NULL DEFAULT wall.current_center() REFERENCES centers,
    id uuid NOT NULL DEFAULT wall.new_id(),
    meeting_id uuid NOT NULL,
    to_center_id uuid NOT NULL REFERENCES centers,
    attendance text NOT NULL
        CONSTRAINT meeting_replies_attendance_check
        CHECK (attendance IN ('attends', 'absent', 'observes')),
    names text NOT NULL DEFAULT '',
    substitute text NOT NULL DEFAULT '',
    remarks text NOT NULL DEFAULT '',
    saved_at timestamptz NOT NULL,
    saved_by_name text NOT NULL,
    version integer NOT NULL DEFAULT 1,
    PRIMARY KEY (center_id, id),
    UNIQUE (center_id, meeting_id)
);
CREATE INDEX meeting_replies_to_center_id_meeting_id_idx
    ON meeting_replies (to_center_id, meeting_id);
CREATE TABLE meeting_guests (
    center_id uuid NOT NULL DEFAULT wall.current_center() REFERENCES centers,
    id uuid NOT NULL DEFAULT wall.new_id(),
    meeting_id uuid NOT NULL,
    kind text NOT NULL
        CONSTRAINT meeting_guests_kind_check CHECK (kind IN ('city', 'guest')),
    name text NOT NULL,
    belongs_to text NOT NULL DEFAULT '',
    email text NOT NULL DEFAULT '',
    link_hash bytea,
    attendance text
        CONSTRAINT meeting_guests_attendance_check
        CHECK (attendance IN ('attends', 'absent', 'observes')),
    substitute text NOT NULL DEFAULT '',
    remarks text NOT NULL DEFAULT '',
    answered_at timestamptz,
    answered_by_name text,
    withdrawn_at timestamptz,
    version integer NOT NULL DEFAULT 1,
    PRIMARY KEY (center_id, id),
    FOREIGN KEY (center_id, meeting_id) REFERENCES meetings
);
CREATE INDEX meeting_guests_center_id_meeting_id_idx ON meeting_guests (center_id, meeting_id);
CREATE INDEX meeting_guests_link_hash_idx ON meeting_guests (link_hash);
CREATE TABLE guest_mails (
    center_id uuid NOT NULL DEFAULT wall.current_center() REFERENCES centers,
    id uuid NOT NULL DEFAULT wall.new_id(),
    guest_id uuid NOT NULL,
    kind text NOT NULL
        CONSTRAINT guest_mails_kind_check
        CHECK (kind IN ('invited', 'changed', 'cancelled', 'deadline', 'eve')),
    sequence integer NOT NULL,
    due_at timestamptz NOT NULL,
    attempts integer NOT NULL DEFAULT 0,
    leased_until timestamptz,
    sent_at timestamptz,
    failed_at timestamptz,
    failure text NOT NULL DEFAULT '',
    PRIMARY KEY (center_id, id),
    UNIQUE (center_id, guest_id, kind, sequence),
    FOREIGN KEY (center_id, guest_id) REFERENCES meeting_guests ON DELETE CASCADE,
    CONSTRAINT guest_mails_one_end_check CHECK (num_nonnulls(sent_at, failed_at) <= 1)
);
CREATE INDEX guest_mails_waiting_idx ON guest_mails (due_at)
    WHERE sent_at IS NULL AND failed_at IS NULL;
CREATE TABLE calendar_feeds (
    center_id uuid NOT NULL DEFAULT wall.current_center() REFERENCES centers,
    id uuid NOT NULL DEFAULT wall.new_id(),
    account_id uuid NOT NULL,
    secret_hash bytea NOT NULL,
    made_at timestamptz NOT NULL,
    PRIMARY KEY (center_id, id),
    UNIQUE (center_id, account_id),
    FOREIGN KEY (center_id, account_id) REFERENCES memberships (center_id, account_id)
        ON DELETE CASCADE
);
CREATE INDEX calendar_feeds_secret_hash_idx ON calendar_feeds (secret_hash);
"""

FUNCTIONS = """
SET LOCAL ROLE kyodo_keeper;

CREATE FUNCTION wall.meeting_reply_kept() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
-- Goes to whoever invites, and is written until the meeting begins. Reads as whoever writes:
-- a ward finds an invitation that was sent, and no other.
DECLARE
    asked record;
BEGIN
    IF TG_OP = 'UPDATE' AND NEW.meeting_id <> OLD.meeting_id THEN
        RAISE check_violation USING MESSAGE = 'a reply stays with its meeting',
            CONSTRAINT = 'meeting_replies_meeting';
    END IF;
    SELECT meetings.center_id, meetings.cancelled_at, meeting_invitations.ward_ids,
           meetings.held_on + meetings.begins_at AS begins INTO asked
      FROM meetings JOIN meeting_invitations
        ON meeting_invitations.center_id = meetings.center_id
       AND meeting_invitations.meeting_id = meetings.id
     WHERE meetings.id = NEW.meeting_id;
    IF NOT FOUND OR NOT NEW.center_id = ANY (asked.ward_ids) THEN
        RAISE no_data_found USING MESSAGE = 'no such invitation';
    END IF;
    IF asked.cancelled_at IS NOT NULL
       OR clock_timestamp() AT TIME ZONE 'Asia/Tokyo' >= asked.begins THEN
        RAISE check_violation USING MESSAGE = 'the meeting is over or cancelled',
            CONSTRAINT = 'meeting_replies_open';
    END IF;
    NEW.to_center_id := asked.center_id;
    RETURN NEW;
END $$;

CREATE FUNCTION wall.guest_of(of_link bytea) RETURNS TABLE (
    center_id uuid, name text, belongs_to text, attendance text, substitute text, remarks text,
    answered_at timestamptz, words text, reply_by date, title text, held_on date,
    begins_at time, ends_at time, place text, online_address text, cancelled_at timestamptz
)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
-- What a guest reads who has the secret of the link: the invitation, and what they answered.
    SELECT guest.center_id, guest.name, guest.belongs_to, guest.attendance, guest.substitute,
           guest.remarks, guest.answered_at, invitation.words, invitation.reply_by, meeting.title,
           meeting.held_on, meeting.begins_at, meeting.ends_at, meeting.place,
           meeting.online_address, meeting.cancelled_at
      FROM public.meeting_guests guest
      JOIN public.meetings meeting
        ON meeting.center_id = guest.center_id AND meeting.id = guest.meeting_id
      JOIN public.meeting_invitations invitation
        ON invitation.center_id = guest.center_id AND invitation.meeting_id = guest.meeting_id
     WHERE wall.acting_as('visitor')
       AND guest.link_hash = of_link
       AND guest.withdrawn_at IS NULL
       AND invitation.sent_at IS NOT NULL
$$;

CREATE FUNCTION wall.answer_as_guest(
    of_link bytea, how text, by_whom text, said text
) RETURNS boolean
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
-- The answer of a guest who has the secret of the link, until the meeting begins. Nothing else
-- of the row is written. NULL: there is nothing to answer any more.
    UPDATE public.meeting_guests guest
       SET attendance = how, substitute = by_whom, remarks = said,
           answered_at = clock_timestamp(), answered_by_name = NULL,
           version = guest.version + 1
      FROM public.meetings meeting, public.meeting_invitations invitation
     WHERE wall.acting_as('visitor')
       AND guest.link_hash = of_link
       AND guest.withdrawn_at IS NULL
       AND meeting.center_id = guest.center_id AND meeting.id = guest.meeting_id
       AND meeting.cancelled_at IS NULL
       AND clock_timestamp() AT TIME ZONE 'Asia/Tokyo' < meeting.held_on + meeting.begins_at
       AND invitation.center_id = guest.center_id AND invitation.meeting_id = guest.meeting_id
       AND invitation.sent_at IS NOT NULL
    RETURNING true
$$;

SET LOCAL ROLE kyodo_owner;

CREATE TRIGGER kept BEFORE INSERT OR UPDATE ON meeting_replies
    FOR EACH ROW EXECUTE FUNCTION wall.meeting_reply_kept();
"""

# Where somebody has to be told; never what is asked or answered, or whom it names.
SEEN = {
    "meeting_invitations": (
        "center_id",
        "id",
        "meeting_id",
        "remind_on",
        "reminded_at",
        "eve_told_on",
        "sent_at",
        "told_sequence",
    ),
    "meeting_letters": ("center_id", "id", "to_center_id", "at"),
    "guest_mails": ("center_id", "id", "due_at", "leased_until", "sent_at", "failed_at"),
    "calendar_feeds": ("center_id", "id", "account_id", "secret_hash"),
}


def upgrade() -> None:
    op.execute(TABLES)
    ddl.own_by_center(op, "meeting_invitations")
    ddl.read_by_all_when(op, "meeting_invitations", "sent_at")
    ddl.own_by_center(op, "meeting_letters", append_only=True)
    ddl.own_by_center(op, "meeting_replies")
    for table in ("meeting_letters", "meeting_replies"):
        ddl.read_by_addressee(op, table, "to_center_id")
    for table in ("meeting_guests", "guest_mails", "calendar_feeds"):
        ddl.own_by_center(op, table)
    for table, columns in SEEN.items():
        ddl.read_by_system(op, table, columns)
    for table in ("meetings", "meeting_invitations", "meeting_guests"):
        ddl.open_to_keeper(op, table, reads=True)
    ddl.keep_up_to_date_by_keeper(op, "meeting_guests")
    op.execute(FUNCTIONS)
    for table in (
        "meeting_invitations",
        "meeting_letters",
        "meeting_replies",
        "meeting_guests",
        "calendar_feeds",
    ):
        ddl.audit(op, table)
