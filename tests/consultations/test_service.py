from datetime import datetime, timedelta

import pytest

from app import calendar
from app.access.permissions import Role
from app.calendar import CITY_TIME
from app.consultations import queries, service
from app.consultations.rules import Filters
from app.errors import InvalidError, NotFoundError
from app.paging import Cursor
from tests.consultations.records import recorded


def refused(**changes):
    with pytest.raises(InvalidError) as refusal:
        recorded(**changes)
    return refusal.value.fields


def revision(consultation, **changes):
    return {
        "version": consultation.version,
        "topics": [tag.topic for tag in consultation.topics],
        "primary_topic": consultation.primary_topic,
        "received_at": consultation.received_at,
        **changes,
    }


def test_only_when_how_from_whom_and_about_what_must_be_said(north, at):
    with at(north, role=Role.WARD_WORKER):
        kept = queries.consultation(recorded())

        assert kept.received_at == datetime(2025, 11, 20, 10, tzinfo=CITY_TIME)
        assert (kept.channel, kept.client_type, kept.kind) == (
            "phone",
            "individual",
            "consultation",
        )
        assert [(tag.topic, tag.is_primary) for tag in kept.topics] == [("founding", True)]
        assert kept.received_by_id == north.people[Role.WARD_WORKER]
        assert (kept.summary, kept.body, kept.person_name, kept.minutes) == ("", "", None, None)


def test_numbers_are_counted_for_each_center_and_each_fiscal_year(north, south, at):
    labels = []
    with at(north):
        for day in ("R8.3.31 23:59", "R8.4.1", "R8.3.1", "R8.4.2"):
            kept = queries.consultation(recorded(received_at=day))
            labels.append((kept.fiscal_year, kept.number))
    with at(south):
        kept = queries.consultation(recorded(received_at="R8.4.1"))
        labels.append((kept.fiscal_year, kept.number))

    assert labels == [(2025, 1), (2026, 1), (2025, 2), (2026, 2), (2026, 1)]


def test_a_topic_is_refused_before_the_fiscal_year_it_came_with(north, at):
    with at(north):
        assert refused(received_at="R3.3.31", topics=["center_functions"]) == {
            "topics": ["令和2年度(2020年度)の項目にありません: センターの機能に関する相談"]
        }
        assert recorded(received_at="R3.4.1", topics=["center_functions"])


def test_a_code_that_is_on_no_list_is_refused_at_its_field(north, at):
    with at(north):
        faults = refused(channel="pigeon", client_type="ghost", outcome="magic", kind="song")
    assert faults.keys() == {"channel", "client_type", "outcome", "kind"}


def test_a_day_to_come_is_refused_but_a_clock_may_be_a_little_off(north, at):
    with at(north):
        now = calendar.now()
        assert refused(received_at=now + timedelta(days=2)) == {
            "received_at": ["先の日付になっています。年と月を確かめてください。"]
        }
        assert recorded(received_at=now + timedelta(hours=1))


def test_several_topics_need_a_primary_one(north, at):
    with at(north):
        sentence = ["主な相談内容(◎)を、選んだ項目の中から一つ選んでください。"]
        assert refused(topics=["founding", "tax"]) == {"primary_topic": sentence}
        assert refused(topics=["founding", "tax"], primary_topic="labor") == {
            "primary_topic": sentence
        }
        assert refused(topics=[]) == {"topics": ["一つ以上選んでください。"]}


def test_a_topic_said_twice_is_one(north, at):
    with at(north):
        kept = queries.consultation(recorded(topics=["tax", "tax", "labor"], primary_topic="labor"))
        assert [(tag.topic, tag.is_primary) for tag in kept.topics] == [
            ("tax", False),
            ("labor", True),
        ]


def test_a_consultation_continues_another_of_the_same_center(north, south, at):
    with at(north):
        first = recorded()
        second = recorded(continues_number="Ｒ７－１")

        assert queries.consultation(second).continues_id == first
        assert [each.id for each in queries.continuations(queries.consultation(first))] == [second]
    with at(south):
        assert refused(continues_number="R7-0001") == {
            "continues_number": ["受付番号「R7-0001」の相談はありません。"]
        }


def test_a_consultation_cannot_continue_itself(north, at):
    with at(north):
        kept = queries.consultation(recorded())
        with pytest.raises(InvalidError) as refusal:
            service.revise_consultation(kept, **revision(kept, continues_number="R7-0001"))
    assert refusal.value.fields.keys() == {"continues_number"}


def test_a_revision_keeps_the_number_and_counts_the_version(north, at):
    with at(north):
        kept = queries.consultation(recorded())
        changes = revision(kept, summary="直した", topics=["tax", "founding"], primary_topic="tax")
        service.revise_consultation(kept, **changes)
    with at(north):
        kept = queries.by_number("R7-0001")
        assert (kept.summary, kept.version, kept.primary_topic) == ("直した", 2, "tax")
        assert [tag.topic for tag in kept.topics] == ["tax", "founding"]


def test_a_change_of_the_topics_alone_counts_the_version(north, at):
    with at(north):
        kept = queries.consultation(recorded())
        service.revise_consultation(kept, **revision(kept, topics=["tax"], primary_topic=None))
        assert kept.version == 2


def test_a_refused_revision_changes_nothing(north, at):
    with at(north):
        number = recorded(summary="はじめの言葉")
        kept = queries.consultation(number)
        with pytest.raises(InvalidError):
            service.revise_consultation(
                kept, **revision(kept, summary="あとの言葉", continues_number="R7-9999")
            )
    with at(north):
        assert queries.consultation(number).summary == "はじめの言葉"


def test_the_second_of_two_editors_is_told(north, at):
    with at(north):
        kept = queries.consultation(recorded())
        stale = revision(kept, summary="わたしの言葉")
        service.revise_consultation(kept, **revision(kept, summary="先の言葉"))
        with pytest.raises(service.ChangedMeanwhileError, match="ほかの人が先に"):
            service.revise_consultation(kept, **stale)
        assert queries.consultation(kept.id).summary == "先の言葉"


def test_another_centers_consultation_is_not_found(north, south, at):
    with at(north):
        foreign = recorded()
    with at(south):
        with pytest.raises(NotFoundError):
            queries.consultation(foreign)
        assert queries.by_number("R7-0001") is None


def test_pages_show_every_row_once_even_at_the_same_moment(north, at):
    with at(north):
        made = {recorded() for _ in range(7)}
        seen, after = [], None
        while True:
            page = queries.page(after=after, limit=3)
            seen += [line.id for line in page.items]
            if page.next is None:
                break
            after = Cursor.parse(str(page.next))
        assert len(seen) == 7
        assert set(seen) == made
        assert [len(queries.page(limit=size).items) for size in (6, 7, 8)] == [6, 7, 7]
        assert queries.page(limit=7).next is None


def test_the_list_is_newest_first_and_names_no_person(north, at):
    with at(north):
        recorded(received_at="R7.11.1", summary="前", person_name="見本 花子")
        recorded(
            received_at="R7.11.2", summary="後", topics=["tax", "labor"], primary_topic="labor"
        )
        newest, oldest = queries.page().items
    assert (newest.summary, newest.topics, newest.primary_topic) == (
        "後",
        ["tax", "labor"],
        "labor",
    )
    assert oldest.summary == "前"
    assert "見本 花子" not in str(oldest)


def test_a_month_begins_and_ends_at_midnight_in_the_city(north, at):
    with at(north):
        recorded(received_at="R7.10.31 23:59", summary="十月")
        recorded(received_at="R7.11.1 0:00", summary="十一月")
        page = queries.page(filters=Filters(month=calendar.Month(2025, 11)))
        assert [line.summary for line in page.items] == ["十一月"]
        last, first = calendar.Month(2025, 10).last_day, calendar.Month(2025, 11).first_day
        assert queries.count_on(last, until=last) == 1
        assert queries.count_on(last, until=first) == 2
