"""A row in every table of a center, with canary text in every column that holds words.

Rows are made from the tables' own description: a table added tomorrow is seeded as well.
What the description does not say (which value is valid) stands in `CHOSEN`.
"""

import re
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID, uuid4
from zlib import compress

import sqlalchemy as sa

from app import calendar
from app.accounts.models import Membership
from app.codes.models import CODE_LISTS
from app.documents.blocks import Document, Paragraph
from app.documents.plain import plain
from app.minutes.rules import content as minutes
from app.reports.rules.content import Content, Counted, Entered, Line, canonical
from app.staff.models import Invitation
from app.statistics.models import CityClosing
from tenants import CenterOwned, Model, db
from tests.opendata import samples
from tests.places import Place, as_system, at
from tests.walls import canary

LETTERS = (
    "corrections",
    "correction_steps",
    "held_changes",
    "closing_reminders",
    "story_proposals",
    "story_decisions",
    "referrals",
    "referral_steps",
    "referral_files",
    "referral_records",
    "referral_consents",
    "referral_persons",
)
"""What a ward and the central center write to each other: the only words that both may read."""

WITH_A_FILE = ("imports", "pack_files", "report_templates")
"""Tables whose file is read as what it is, or goes with the row."""

CODES_OF = {
    "channel": "channels",
    "client_type": "client_types",
    "kind": "kinds",
    "topic": "topics",
    "topics": "topics",
    "from_topic": "topics",
    "to_topic": "topics",
    "topics_before": "topics",
    "topics_after": "topics",
    "primary_before": "topics",
    "primary_after": "topics",
    "primary_topic": "topics",
    "outcome": "outcomes",
    "referral_target": "referral_targets",
    "activity_fields": "activity_fields",
}

CLOSED_MONTH = date(2019, 5, 1)
"""A month that the city has closed, and no record is of."""

ITEM_OF_MINUTES = {
    "item_id": "01890000-0000-7000-8000-000000000006",
    "title": "議題",
    "kind": "report",
    "presenter": "",
    "notes": "",
    "decisions": "",
}

CHOSEN: dict[str, Any] = {
    "stored_files.media_type": "text/plain",
    "monthly_figures.measure": "consultations",
    "monthly_figures.code": "total",
    "deleted_consultations.record": {
        "row": {
            "id": "01890000-0000-7000-8000-000000000003",
            "fiscal_year": 2020,
            "number": 1000,
            "received_at": "2020-04-06T10:00:00+09:00",
            "channel": "visit",
            "client_type": "individual",
            "kind": "consultation",
        },
        "parts": {},
        "continued_by": [],
    },
    "deleted_consultations.deleted_at": datetime(2099, 4, 6, tzinfo=calendar.CITY_TIME),
    "deleted_consultations.consultation_id": UUID("01890000-0000-7000-8000-000000000003"),
    "handouts.file_format": "docx",
    "late_papers.number": 7,  # no paper of that number has a file that others hold too
    "late_papers.finished_at": datetime(2020, 4, 6, 11, tzinfo=calendar.CITY_TIME),
    "mark_decisions.key": "mark",
    "pack_marks.key": "mark",  # decided about: the pack may be published
    "referral_steps.kind": "received",
    "referral_consents.scope": ["name", "kana", "contact", "organization"],
    "referral_steps.state": None,  # the database says
    "referral_steps.target": None,  # nobody is named in a step of this kind
    "referral_steps.target_name": None,
    "stories.words_hash": None,  # the database says
    "story_decisions.words_hash": None,
    "mails.source": "step",
    "mails.kind": "answered",
    "mails.dropped": None,  # it waits
    "month_closings.month": date(2020, 3, 1),  # of no record
    "corrections.consultation_id": UUID("01890000-0000-7000-8000-000000000004"),
    "snapshots.of_city": False,
    "snapshots.cells": [],
    "corrections.months": [CLOSED_MONTH],
    "corrections.effect": [],
    "closing_reminders.month": date(2020, 2, 1),  # not submitted
    "closing_reminders.reminded_at": calendar.now(),
    "own_topics.first_fiscal_year": 2020,
    "next_actions.due_on": date(2020, 4, 1),
    "agenda_items.kind": "report",
    "agenda_items.suggestion": None,
    "agenda_dismissals.suggestion": "late",
    "rising_topics.topic": "founding",
    "access_tokens.scopes": ["figures:read"],
    "learned_words.meaning": "ignored",
    "imports.sheet_name": "CSV",
    "contacts.name_key": "かなりあ",  # what `create_search` asks for
    "action_items.due_on": date(2099, 4, 3),
    "action_steps.due_on": None,  # it was begun
    "action_steps.state": None,  # the database says
    "calls.due_on": date(2099, 4, 1),
    "minutes.items": [ITEM_OF_MINUTES],
    "minutes_editions.finished_at": datetime(2020, 4, 6, 11, tzinfo=calendar.CITY_TIME),
    "minutes_entries.state": None,  # nobody's attendance
    "contributions.submitted_at": datetime(2020, 4, 6, 11, tzinfo=calendar.CITY_TIME),
    "meetings.ends_at": time(16),
    "meetings.held_on": date(2099, 4, 2),
    "opening_hours.closes": time(16),
    "closed_days.last_day": date(2020, 4, 1),
    "pivots.question": {"row": "topic", "measure": "consultations"},
    "saved_lists.filters": {"topics": ["founding"]},
    "exports.columns": ["received_at", "summary"],
    "exports.filters": {},
    "exports.finished_at": datetime(2020, 4, 6, 11, tzinfo=calendar.CITY_TIME),
    "exports.rows_written": 1,
    "exports.cells_unwritable": 0,
    "export_parts.position": 0,
    "export_parts.row_ids": [],
    "export_parts.content": compress(b""),
    "export_parts.unwritable": [],
    "open_data_drafts.tables": ["consultations", "channels"],
    "open_data_drafts.threshold": 3,
    "open_data_drafts.first_month": date(2025, 4, 1),
    "open_data_drafts.last_month": date(2025, 6, 1),
    "open_data_drafts.finished_at": datetime(2020, 4, 6, 11, tzinfo=calendar.CITY_TIME),
    "open_data_drafts.figures": samples.figures(),
    "open_data_editions.first_month": date(2025, 4, 1),
    "open_data_editions.last_month": date(2025, 6, 1),
    "open_data_editions.title": "公開した見本",  # for everybody, as the reason below
    "open_data_withdrawals.reason": "公開した理由",
    "open_data_editions.slug": samples.SLUG,
    "open_data_editions.document": samples.document(),
    "space_months.available_minutes": 2,
    "report_templates.kind": "monthly",
    "report_editions.finished_at": datetime(2020, 4, 6, 11, tzinfo=calendar.CITY_TIME),
    "packs.finished_at": datetime(2020, 4, 6, 11, tzinfo=calendar.CITY_TIME),
}

PLAIN: tuple[tuple[type[sa.types.TypeEngine[Any]], Any], ...] = (
    (sa.Boolean, True),
    (sa.Integer, 1),
    (sa.DateTime, datetime(2020, 4, 6, 10, tzinfo=calendar.CITY_TIME)),
    (sa.Date, date(2020, 4, 1)),
    (sa.Time, time(14)),
)

SUBJECTS = {
    "action_id": "action_items",
    "call_id": "calls",
    "meeting_id": "meetings",
    "minutes_id": "minutes_editions",
    "referral_id": "referrals",
}
"""What a row is about, where no key says it."""

Rows = dict[str, UUID]
"""The id of one row for each table of a center."""


def owned_tables() -> list[sa.Table]:
    """Tables of a center that something other than the database writes, parents first."""
    owned = {
        mapper.local_table
        for mapper in Model.registry.mappers
        if issubclass(mapper.class_, CenterOwned) and mapper.class_.kept_by == "center"
    }
    # No key can say it: the call stands at another center than what is brought to it,
    # a promise at another than what was done about it.
    tables = Model.metadata.tables
    tables["contributions"].add_is_dependent_on(tables["calls"])
    tables["action_steps"].add_is_dependent_on(tables["action_items"])
    tables["meeting_replies"].add_is_dependent_on(tables["meeting_invitations"])
    tables["minutes_answers"].add_is_dependent_on(tables["minutes_editions"])
    return [table for table in Model.metadata.sorted_tables if table in owned]


def canary_columns() -> list[sa.Column[Any]]:
    """Every column that holds words."""
    return [column for table in owned_tables() for column in table.columns if _is_for_words(column)]


def seed(north: Place, south: Place, central: Place) -> dict[str, Rows]:
    """Give each center a row in every table, and each ward a letter to the central center."""
    with as_system():
        codes = {
            name: str(db.session.scalar(sa.select(model.code).limit(1)))
            for name, model in CODE_LISTS.items()
        }
        db.session.add(
            CityClosing(
                month=CLOSED_MONTH,
                closed_at=calendar.now(),
                closed_by_name="推進の人",
                submitted=2,
                wards=2,
            )
        )
    rows: dict[str, Rows] = {}
    for place in (north, south, central):
        with at(place):
            rows[place.slug] = Seeder(place, codes).seed()
    for place in (north, south, central):
        rows[place.slug] |= kept_by_the_platform(place)
    for ward in (north, south):
        with at(ward):
            rows[ward.slug] |= Seeder(ward, codes, rows[ward.slug], reader=central).send()
            rows[ward.slug] |= corrected(ward, codes, central)
        with at(central):
            asked = Seeder(central, codes, rows[ward.slug], reader=ward)
            asked.insert("referral_steps")
            rows[ward.slug]["story_proposals"] = asked.insert("story_proposals")
            rows[ward.slug]["closing_reminders"] = asked.insert("closing_reminders")
            if ward is north:
                linked = {**rows["central"], "referrals": rows["north"]["referrals"]}
                seeder = Seeder(central, codes, linked)
                rows["central"]["referral_records"] = seeder.insert("referral_records")
        with at(ward):
            seeder = Seeder(ward, codes, rows[ward.slug], reader=central)
            rows[ward.slug]["referral_steps"] = seeder.insert("referral_steps", kind="replied")
            rows[ward.slug]["story_decisions"] = seeder.insert(
                "story_decisions", proposal_id=rows[ward.slug]["story_proposals"]
            )
            words = canary(ward, "referral_files.content", reader=central).encode()
            rows[ward.slug]["referral_files"] = seeder.insert(
                "referral_files", content=words, size=len(words)
            )
    return rows


def corrected(ward: Place, codes: dict[str, str], central: Place) -> Rows:
    """A correction that waits for an answer, with what is held for it; and one taken back."""
    seeder = Seeder(ward, codes, reader=central)
    taken_back, waits = seeder.insert("corrections"), seeder.insert("corrections")
    return {
        "corrections": waits,
        "correction_steps": seeder.insert(
            "correction_steps", correction_id=taken_back, kind="withdrawn"
        ),
        "held_changes": Seeder(ward, codes).insert("held_changes", correction_id=waits),
    }


def link_key(slug: str) -> str:
    """The secret of the seeded invitation."""
    return f"link-of-{slug}"


def kept_by_the_platform(place: Place) -> Rows:
    """The place of the person whom `at(place)` acts as, and an open invitation."""
    account_id = next(iter(place.people.values()))
    invited = Invitation(
        center_id=place.id,
        purpose="join",
        email=f"invited@{place.slug}.invalid",
        name=canary(place, "invitations.name"),
        role=next(iter(place.people)).value,
        token_hash=sha256(link_key(place.slug).encode()).digest(),
        invited_at=calendar.now(),
        invited_by_name=canary(place, "invitations.invited_by_name"),
        expires_at=calendar.now() + timedelta(days=7),
    )
    membership = sa.select(Membership.id).where(
        Membership.center_id == place.id, Membership.account_id == account_id
    )
    with as_system():
        db.session.add(invited)
        db.session.flush()
        return {"memberships": db.session.scalars(membership).one(), "invitations": invited.id}


class Seeder:
    def __init__(
        self,
        place: Place,
        codes: dict[str, str],
        rows: Rows | None = None,
        reader: Place | None = None,
    ) -> None:
        self.place = place
        self.codes = codes
        self.rows = rows or {}
        self.reader = reader

    def seed(self) -> Rows:
        for table in owned_tables():
            if table.name not in LETTERS and not self._is_counted_by_the_database(table):
                self.rows[table.name] = self.insert(table.name)
        self.rows["search_entries"] = self.rows["consultations"]  # written with it, by a trigger
        return self.rows

    def send(self) -> Rows:
        for name in ("referrals", "referral_consents", "referral_persons"):
            self.rows[name] = self.insert(name)
        return self.rows

    def insert(self, name: str, /, **chosen: Any) -> UUID:
        table = Model.metadata.tables[name]
        values = dict(self._values(table)) | chosen
        written = db.session.execute(sa.insert(table).values(values).returning(table.c.id))
        row_id: UUID = written.scalar_one()
        return row_id

    @staticmethod
    def _is_counted_by_the_database(table: sa.Table) -> bool:
        return table.name in {"dirty_marks", "reception_counters", "search_entries"}

    def _values(self, table: sa.Table) -> Iterator[tuple[str, Any]]:
        for column in table.columns:
            if column.name == "ward_ids":
                yield column.name, [self.place.id]  # or the database would take no reply
            if _is_given_by_the_database(column):
                continue
            value = self._value(table, column)
            if value is not None:
                yield column.name, value

    def _value(self, table: sa.Table, column: sa.Column[Any]) -> Any:
        where = f"{table.name}.{column.name}"
        if where in CHOSEN:
            return CHOSEN[where]
        if chosen := _one_of(table, column.name):
            return chosen
        if column.name in CODES_OF:
            code = self.codes[CODES_OF[column.name]]
            return [code] if isinstance(column.type, sa.ARRAY) else code
        if isinstance(column.type, sa.Uuid):
            return self._reference(table, column)
        return self._plain(where, column)

    def _reference(self, table: sa.Table, column: sa.Column[Any]) -> UUID | None:
        given = {
            "account_id": next(iter(self.place.people.values())),  # whom `at(place)` acts as
            "from_center_id": self.place.id,
            "to_center_id": (self.reader or self.place).id,
            "owner_center_id": (self.reader or self.place).id,
            "docx_file_id": self.rows.get("stored_files"),
            "pdf_file_id": self.rows.get("stored_files"),
        }
        if column.name in given:
            return given[column.name]
        if subject := SUBJECTS.get(column.name):
            return self.rows.get(subject) or uuid4()
        if column.nullable:
            return None
        if table.name in WITH_A_FILE and column.name == "file_id":
            words = canary(self.place, "stored_files.content")
            return self.insert("stored_files", name=f"{words}.csv", content=a_book(words))
        for key in column.foreign_keys:
            if key.column.table is not table and key.column.name == "id":
                return self.rows.get(key.column.table.name)
        return uuid4()

    def _plain(self, where: str, column: sa.Column[Any]) -> Any:
        words = canary(self.place, where, reader=self.reader)
        if column.name == "sha256":
            return sha256(words.encode()).hexdigest()
        if isinstance(column.type, sa.Text):
            document = DOCUMENTS.get(where)
            return document(words) if document else words
        if isinstance(column.type, sa.JSON):
            return a_paper(words) if where == "pack_papers.document" else {"summary": [words]}
        if isinstance(column.type, sa.LargeBinary):
            return words.encode()
        if column.nullable:
            return None
        return next(value for kind, value in PLAIN if isinstance(column.type, kind))


def a_book(words: str) -> bytes:
    """A file of consultations, as a center brings one in."""
    return f"受付日,相談方法,相談者属性,相談内容,概要\n2020/4/6,来館,個人,広報,{words}\n".encode()


def a_paper(words: str) -> dict[str, Any]:
    """A paper of a pack, as it is kept for the screen."""
    kept: dict[str, Any] = plain(Document(words, "", [Paragraph(words)]))
    return kept


def a_report(words: str) -> str:
    """What an edition says, as it is kept."""
    nothing = Line("total", "相談件数", 0, None, None)
    counted = Counted(
        first="2020-04",
        last="2020-04",
        consultations=nothing,
        to_date=nothing,
        others=(),
        topics=(),
        topics_total=nothing,
        months=(),
        breakdowns=(),
        results=(),
        reported="",
        since="",
        remarks=(),
    )
    return canonical(
        Content(
            kind="annual",
            stage="preliminary",
            number=1,
            title=words,
            center="",
            as_of="2020-04-06",
            made_on="2020-04-06",
            counted=counted,
            entered=Entered((), "pooled", ()),
            texts=(),
            examples=(),
            stories=(),
            definitions=(),
            compared=None,
        )
    )


def some_minutes(words: str) -> str:
    """What an edition of the minutes says, as it is kept."""
    return minutes.canonical(
        minutes.Content(
            title=words,
            held_on="2020-04-06",
            hours="14:00～16:00",
            place="",
            attendance=(),
            items=(minutes.ItemText(**ITEM_OF_MINUTES),),
            actions="",
            others="",
            handouts=(),
            stage="draft",
            number=1,
            changes="",
        )
    )


DOCUMENTS = {"report_editions.content": a_report, "minutes_editions.content": some_minutes}


def _is_given_by_the_database(column: sa.Column[Any]) -> bool:
    given = column.computed is not None or isinstance(column.server_default, sa.FetchedValue)
    has_words = isinstance(column.server_default, sa.DefaultClause) and _is_for_words(column)
    return given and not has_words


def _is_for_words(column: sa.Column[Any]) -> bool:
    where = f"{column.table.name}.{column.name}"
    return (
        isinstance(column.type, sa.Text)
        and column.name not in CODES_OF
        and column.name != "sha256"
        and where not in CHOSEN
        and _one_of(column.table, column.name) is None
    )


def _one_of(table: sa.FromClause, column: str) -> str | None:
    """The first value that a CHECK (column IN (…)) allows."""
    if isinstance(table, sa.Table):
        for constraint in table.constraints:
            if isinstance(constraint, sa.CheckConstraint):
                found = re.match(rf"{column} IN \('(\w+)'", str(constraint.sqltext))
                if found:
                    return found[1]
    return None
