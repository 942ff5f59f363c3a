"""The database writes down who changed what; no program can change or leave out an entry."""

import html

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import ProgrammingError

from app.access.permissions import Role
from app.audit import queries, rules
from app.audit.models import AuditEntry
from app.consultations import service
from app.consultations.models import Consultation, ConsultationTopic
from app.consultations.queries import consultation
from app.factory import every_table
from app.referrals.models import Referral, ReferralConsent, ReferralPerson, ReferralStep
from tenants import db
from tests.consultations.records import recorded
from tests.referrals.letters import CONSENT, sent, take


def test_every_change_leaves_an_entry_with_its_author_and_the_columns(north, at):
    with at(north, role=Role.WARD_WORKER):
        one = recorded(summary="はじめ")
    with at(north, role=Role.WARD_MANAGER):
        kept = consultation(one)
        service.revise_consultation(
            kept,
            version=1,
            topics=["founding"],
            received_at=kept.received_at,
            summary="秘密の言葉",
            person_name="見本 花子",
        )
    with at(north):
        made, changed = queries.trail_of(one)
        everything = str([vars(entry) for entry in queries.trail()])
    assert (made.action, made.actor_id, made.table_name) == (
        "insert",
        north.people[Role.WARD_WORKER],
        "consultations",
    )
    assert (changed.action, changed.actor_id) == ("update", north.people[Role.WARD_MANAGER])
    assert changed.columns == ["person_name", "summary", "updated_at", "version"]
    assert changed.scope == "center"
    assert changed.at > made.at
    assert "秘密の言葉" not in everything
    assert "見本 花子" not in everything


def test_a_deletion_is_an_entry_too(north, at):
    with at(north):
        one = recorded()
        [tag] = consultation(one).topics
        db.session.execute(sa.delete(Consultation).where(Consultation.id == one))
        db.session.flush()
        assert [entry.action for entry in queries.trail_of(one)] == ["insert", "delete"]
        assert [entry.action for entry in queries.trail_of(tag.id)] == ["insert", "delete"]


def test_a_change_past_the_app_is_written_down_as_well(north, at):
    with at(north):
        one = recorded()
        db.session.execute(sa.text("UPDATE consultations SET body = 'x'"))
        assert queries.trail_of(one)[-1].columns == ["body"]


def test_a_change_that_changes_nothing_is_no_entry(north, at):
    with at(north):
        one = recorded()
        db.session.execute(sa.text("UPDATE consultations SET body = body"))
        assert len(queries.trail_of(one)) == 1


def test_every_table_of_the_main_job_is_written_down(north, central, at):
    letter = sent(north, consent=CONSENT)
    take(north, letter, "withdrawn")
    with at(north):
        seen = {entry.table_name for entry in queries.trail()}
    models = (
        Consultation,
        ConsultationTopic,
        Referral,
        ReferralStep,
        ReferralConsent,
        ReferralPerson,
    )
    assert {model.__tablename__ for model in models} <= seen


@pytest.mark.parametrize(
    "forging",
    [
        sa.update(AuditEntry).values(action="insert"),
        sa.delete(AuditEntry),
        sa.text("TRUNCATE audit_entries"),
        sa.text(
            "INSERT INTO audit_entries (at, table_name, row_id, action, columns)"
            " VALUES (now(), 'consultations', wall.new_id(), 'insert', '{}')"
        ),
    ],
)
@pytest.mark.parametrize("scope", ["center", "city", "system"])
def test_nobody_writes_changes_or_removes_an_entry(
    north, at, across_the_city, as_system, forging, scope
):
    with at(north):
        recorded()
    scopes = {"center": lambda: at(north), "city": across_the_city, "system": as_system}
    with scopes[scope]():
        with pytest.raises(ProgrammingError, match="permission denied"):
            db.session.execute(forging)
        db.session.rollback()


def test_a_center_reads_its_own_entries_only(north, south, at):
    with at(north):
        recorded()
    with at(south):
        assert {entry.table_name for entry in queries.trail()} <= {"memberships"}


def test_the_page_says_in_words_who_did_what(visitor, north, at):
    with at(north, role=Role.WARD_WORKER):
        one = recorded()
        consultation(one).body = "直した"
    page = html.unescape(visitor(Role.WARD_MANAGER, north).get("/centers/north/audit/").text)
    assert f"港北 {Role.WARD_WORKER.label}" in page
    for words in ("相談の項目", "作成", "変更"):
        assert words in page


def test_only_those_who_may_read_the_trail(visitor, north, central):
    for role, place, status in (
        (Role.WARD_WORKER, north, 403),
        (Role.WARD_MANAGER, north, 200),
        (Role.CENTRAL_COORDINATOR, central, 403),
        (Role.CENTRAL_MANAGER, central, 200),
    ):
        assert visitor(role, place).get(f"/centers/{place.slug}/audit/").status_code == status


def test_every_audited_table_has_a_name_in_words(app, database):
    import psycopg  # noqa: PLC0415

    with psycopg.connect(database.administrator) as connection:
        audited = connection.execute(
            "SELECT DISTINCT c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid"
            " JOIN pg_proc p ON p.oid = t.tgfoid WHERE p.proname = 'audit'"
        ).fetchall()
    assert {name for (name,) in audited} <= set(rules.TABLES)
    assert set(rules.TABLES) <= set(every_table.tables)
