import pytest
import sqlalchemy as sa

from app.access.permissions import Role
from app.calendar import Month
from app.centers import queries, service
from app.consultations.models import Consultation
from app.errors import InvalidError
from app.statistics import service as statistics
from app.statistics.models import MonthlyFigure
from tenants import db
from tests.consultations.records import recorded, typed

YEAR = {"first_fiscal_year": 2020}


def an_own_topic(topic: str = "founding", label: str = "子ども食堂を始める"):
    return service.add_own_topic(topic=topic, label=label, **YEAR)


def test_a_consultation_is_refined_and_the_citys_figures_stay(north, at):
    with at(north):
        plain = recorded()
        before = figures_of(plain)
        db.session.delete(db.session.get(Consultation, (north.id, plain)))
        db.session.flush()

        refined = recorded(own_topics=[str(an_own_topic().id)])

        assert figures_of(refined) == before


def figures_of(consultation_id) -> set[tuple[str, str, int]]:
    month = db.session.scalars(
        sa.select(Consultation.month).where(Consultation.id == consultation_id)
    ).one()
    statistics.consolidate(Month.of(month))
    counted = sa.select(MonthlyFigure.measure, MonthlyFigure.code, MonthlyFigure.value)
    return {tuple(row) for row in db.session.execute(counted)}


def test_an_own_topic_needs_its_citys_topic(north, at):
    with at(north):
        own_topic = an_own_topic("publicity", "チラシ")
        with pytest.raises(InvalidError) as refused:
            recorded(own_topics=[str(own_topic.id)])
        assert "相談内容の「広報」も選んでください" in str(refused.value.fields)


def test_the_database_refuses_an_own_topic_below_another_topic(north, at):
    with at(north):
        own_topic = an_own_topic("publicity", "チラシ")
        recorded()
        with pytest.raises(sa.exc.IntegrityError):
            db.session.execute(
                sa.text("UPDATE consultation_topics SET own_topic_id = :id"), {"id": own_topic.id}
            )
        db.session.rollback()


def test_another_centers_own_topic_is_none(north, south, at):
    with at(south):
        foreign = an_own_topic().id
    with at(north), pytest.raises(InvalidError):
        recorded(own_topics=[str(foreign)])


def test_the_form_offers_it_and_the_card_shows_it(north, visitor, at):
    with at(north):
        own_topic_id = an_own_topic().id
    worker = visitor(Role.WARD_WORKER, north)
    assert "子ども食堂を始める" in worker.get("/centers/north/consultations/new").text
    saved = worker.post(
        "/centers/north/consultations/",
        data=typed(own_topics=["", str(own_topic_id)]),
        follow_redirects=True,
    )
    assert "団体の立ち上げ（子ども食堂を始める）" in saved.text


def test_one_that_has_ended_is_offered_no_more_and_stays_on_the_card(north, visitor, at):
    with at(north):
        own_topic = an_own_topic()
        consultation_id = recorded(own_topics=[str(own_topic.id)])
        service.change_own_topic(own_topic, label=own_topic.label, last_fiscal_year=2021)
    worker = visitor(Role.WARD_WORKER, north)
    assert "子ども食堂" not in worker.get("/centers/north/consultations/new").text
    assert "子ども食堂" in worker.get(f"/centers/north/consultations/{consultation_id}").text


def test_two_of_one_name_are_refused(north, at):
    with at(north):
        an_own_topic()
        with pytest.raises(InvalidError):
            an_own_topic()


def test_the_empty_form_has_what_the_center_chose(north, south, visitor, at):
    with at(north):
        service.keep_form_defaults(channel="phone", client_type=None, kind="inquiry", by_use=False)
        service.keep_form_defaults(channel="mail", client_type=None, kind="inquiry", by_use=False)
        assert queries.form_defaults().channel == "mail"
    page = visitor(Role.WARD_WORKER, north).get("/centers/north/consultations/new").text
    assert is_checked(page, "mail")
    assert is_checked(page, "inquiry")
    with at(south):
        assert queries.form_defaults().channel is None


def is_checked(page: str, value: str) -> bool:
    (radio,) = [part for part in page.split("<input") if f'value="{value}"' in part]
    return "checked" in radio.partition(">")[0]


def test_a_code_that_is_none_is_refused(north, at):
    with at(north), pytest.raises(InvalidError):
        service.keep_form_defaults(channel="pigeon", client_type=None, kind=None, by_use=True)
