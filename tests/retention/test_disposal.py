import re
from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from app import calendar
from app.access.permissions import Role
from app.audit.models import AuditEntry
from app.calendar import CITY_TIME, FiscalYear, Month
from app.consultations.models import Consultation
from app.referrals.models import Referral, ReferralConsent, ReferralPerson, ReferralStep
from app.retention import queries, rules, service
from app.retention.models import Disposal
from app.statistics import service as statistics
from app.statistics.models import MonthlyFigure
from app.transfers.models import Import
from tenants import Model, db
from tests.builders import a_file
from tests.consultations.records import recorded
from tests.isolation.seeding import seed
from tests.places import at as acting_at
from tests.walls import canary

YEAR = 2019
WORDS = {
    "summary": "概要のことば",
    "body": "本文のことば",
    "response": "対応のことば",
    "person_name": "見本 太郎",
    "person_kana": "みほん たろう",
    "person_contact": "見本の連絡先",
    "organization_name": "見本の会",
}


@pytest.mark.parametrize(
    ("years", "today", "last"),
    [
        (3, date(2024, 3, 31), 2019),
        (3, date(2024, 4, 1), 2020),  # R2年度 ended on 2021-03-31
        (0, date(2024, 4, 1), 2023),
    ],
)
def test_time_is_counted_from_the_end_of_the_fiscal_year(years, today, last):
    assert rules.last_year_over(years, today) == FiscalYear(last)


def an_old_case(day: str = "H31.4.20 10:00"):
    return recorded(received_at=day, **WORDS)


def figures() -> set[tuple[str, str, int]]:
    for month in db.session.scalars(sa.select(Consultation.month).distinct()):
        statistics.consolidate(Month.of(month))
    kept = sa.select(MonthlyFigure.measure, MonthlyFigure.code, MonthlyFigure.value)
    return {tuple(row) for row in db.session.execute(kept)}


def test_what_nobody_limited_is_kept(north, at):
    with at(north):
        an_old_case()
        assert queries.due() == []
        with pytest.raises(service.NotDueError):
            service.dispose("consultations", YEAR, records=1, by_name="見本")


def test_persons_and_words_go_and_every_figure_stays(north, at):
    with at(north):
        old = an_old_case()
        recorded(**WORDS)
        before = figures()
        service.keep_for("consultations", 3)
        (due,) = queries.due()
        assert (due.record_kind, due.fiscal_year, due.records) == ("consultations", YEAR, 1)

        service.dispose("consultations", YEAR, records=1, by_name="見本の管理者")
        db.session.expire_all()

        assert figures() == before
        gone = db.session.get_one(Consultation, (north.id, old))
        assert {getattr(gone, name) for name in WORDS} <= {"", None}
        assert (gone.channel, [tag.topic for tag in gone.topics]) == ("phone", ["founding"])
        assert gone.disposed_at
        kept = db.session.scalars(sa.select(Consultation).where(Consultation.id != old)).one()
        assert {name: getattr(kept, name) for name in WORDS} == WORDS
        assert queries.due() == []


def test_it_is_written_down_who_disposed_of_what(north, at):
    with at(north, role=Role.WARD_MANAGER):
        an_old_case()
        service.keep_for("consultations", 0)
        service.dispose("consultations", YEAR, records=1, by_name="見本の管理者")
        fact = db.session.scalars(sa.select(Disposal)).one()
        assert (fact.fiscal_year, fact.records, fact.by_name) == (YEAR, 1, "見本の管理者")
        assert fact.by_id == north.people[Role.WARD_MANAGER]
        with pytest.raises(sa.exc.ProgrammingError, match="permission denied"):
            db.session.execute(sa.delete(Disposal))
        db.session.rollback()


def test_what_was_not_approved_is_not_disposed_of(north, at):
    with at(north):
        an_old_case()
        service.keep_for("consultations", 0)
        an_old_case()
        with pytest.raises(service.NotDueError):
            service.dispose("consultations", YEAR, records=1, by_name="見本")


def test_nothing_of_a_letter_is_left_on_either_side(north, south, central, at):
    """Seeded by description: whatever words a letter holds, they carry the ward's canary."""
    rows = seed(north, south, central)
    with at(north):
        service.keep_for("consultations", 0)
        (due,) = [each for each in queries.due() if each.record_kind == "consultations"]
        service.dispose("consultations", due.fiscal_year, records=due.records, by_name="見本")
        assert db.session.scalars(sa.select(ReferralPerson)).all() == []
        assert set(db.session.scalars(sa.select(ReferralConsent.purpose))) == {""}
        written = sa.select(AuditEntry.columns).where(
            AuditEntry.table_name == "referrals", AuditEntry.action == "update"
        )
        assert set(db.session.scalars(written).one()) >= {"message", "body"}
    with at(central):
        letter = db.session.scalars(
            sa.select(Referral).where(Referral.id == rows["north"]["referrals"])
        ).one()
        assert (letter.message, letter.summary, letter.body, letter.response) == ("", "", "", "")
        theirs = sa.select(ReferralStep.words).where(ReferralStep.center_id == north.id)
        assert set(db.session.scalars(theirs)) == {""}
        souths = sa.select(Referral.body).where(Referral.center_id == south.id)
        assert db.session.scalars(souths).one() == canary(south, "referrals.body", reader=central)


def test_after_all_is_disposed_of_no_column_listed_holds_a_word(north, south, central, at):
    seed(north, south, central)
    for place in (north, central):
        with acting_at(place):
            for kind in rules.RECORD_KINDS:
                service.keep_for(kind, 0)
            for due in queries.due():
                service.dispose(
                    due.record_kind, due.fiscal_year, records=due.records, by_name="見本"
                )
            assert queries.due() == []
    with at(central):
        answers = sa.select(ReferralStep.words).where(ReferralStep.center_id == central.id)
        assert set(db.session.scalars(answers)) == {""}
    with at(north):
        import_ = sa.select(Import.file_id).where(Import.disposed_at.isnot(None))
        file_id = db.session.scalars(import_).one()
        files = Model.metadata.tables["stored_files"]
        file = db.session.execute(sa.select(files).where(files.c.id == file_id)).one()
        assert (file.name, file.content) == ("", b"")


@pytest.mark.parametrize("function", ["blank_letters", "blank_steps"])
def test_nobody_blanks_what_another_center_wrote(north, south, central, at, function):
    rows = seed(north, south, central)
    ids = [rows["north"]["consultations"], rows["north"]["referral_steps"]]
    for other in (south, central):
        with at(other):
            blank = getattr(sa.func.wall, function)
            assert db.session.scalar(sa.select(blank(sa.literal(ids, sa.ARRAY(sa.Uuid()))))) == 0


@pytest.mark.parametrize("scope", ["across_the_city", "as_system"])
def test_only_a_center_may_blank(request, north, scope):
    with (
        pytest.raises(sa.exc.ProgrammingError, match="permission denied"),
        request.getfixturevalue(scope)(),
    ):
        db.session.execute(sa.text("SELECT wall.blank_steps('{}')"))


def test_the_manager_sees_the_list_approves_it_and_it_is_logged(north, visitor, at):
    with at(north):
        an_old_case()
    manager = visitor(Role.WARD_MANAGER, north)
    room = "/centers/north/retention/"
    assert "決めていません" in manager.get(room).text
    manager.post(f"{room}periods", data={"record_kind": "consultations", "years": "5"})
    assert "年度の終わりから5年" in manager.get(room).text
    asked = {"record_kind": "consultations", "fiscal_year": str(YEAR)}
    page = manager.get(f"{room}disposals/new", query_string=asked)
    assert "1件を廃棄する" in page.text
    assert WORDS["summary"] in page.text
    done = manager.post(f"{room}disposals", data={**asked, "records": "1"}, follow_redirects=True)
    assert "1件を廃棄しました" in done.text
    assert "平成31年度・令和元年度" in done.text
    again = manager.post(f"{room}disposals", data={**asked, "records": "1"})
    assert again.status_code == 409


@pytest.mark.parametrize("place", ["north", "central"])
def test_every_record_that_would_go_is_on_the_list_page_by_page(
    north, south, central, at, visitor, place
):
    seed(north, south, central)
    role = {"north": Role.WARD_MANAGER, "central": Role.CENTRAL_MANAGER}[place]
    center = {"north": north, "central": central}[place]
    with at(center):
        recorded(received_at="H31.4.20 10:00", summary="二つ目")
        for kind in rules.RECORD_KINDS:
            service.keep_for(kind, 0)
        wanted = {
            (each.record_kind, each.fiscal_year): set(
                queries.record_ids(each.record_kind, each.fiscal_year)
            )
            for each in queries.due()
        }
        for (kind, year), ids in wanted.items():
            listed, after = [], None
            while True:
                page = queries.overdue(kind, year, after=after, limit=1)
                listed += [each.id for each in page.items]
                if not (after := page.next):
                    break
            assert (set(listed), len(listed)) == (ids, len(ids))
    manager = visitor(role, center)
    for (kind, year), ids in wanted.items():
        asked = {"record_kind": kind, "fiscal_year": year}
        page = manager.get(f"/centers/{place}/retention/disposals/new", query_string=asked)
        assert page.status_code == 200
        found = manager.get(f"/api/v1/centers/{place}/retention/due/{year}/{kind}").json["items"]
        assert {each["id"] for each in found} == {str(each) for each in ids}
        for address in re.findall(
            r'<th scope="row" data-label="記録"><a href="([^"]+)"', page.text
        ):
            assert manager.get(address).status_code == 200


def test_the_card_says_why_it_is_empty(north, visitor, at):
    with at(north):
        old = an_old_case()
        service.keep_for("consultations", 0)
        service.dispose("consultations", YEAR, records=1, by_name="見本")
    page = visitor(Role.WARD_WORKER, north).get(f"/centers/north/consultations/{old}").text
    assert "保存期間が過ぎたため、廃棄しました" in page
    assert not [word for word in WORDS.values() if word in page]


def test_a_disposed_import_still_opens(north, visitor, at):
    with at(north):
        stored = a_file(name="見本.csv", content="受付日\n".encode())
        old = calendar.now() - timedelta(days=800)
        import_ = Import(
            file_id=stored.id, sheet_name="CSV", uploaded_at=old, uploaded_by_name="見本"
        )
        db.session.add(import_)
        db.session.flush()
        import_id = import_.id
        service.keep_for("imports", 0)
        year = FiscalYear.of(old.astimezone(CITY_TIME).date()).year
        service.dispose("imports", year, records=1, by_name="見本")
    answer = visitor(Role.WARD_WORKER, north).get(f"/centers/north/transfers/{import_id}")
    assert answer.status_code < 500
