"""What a manager looks at before a month is submitted."""

from dataclasses import replace
from datetime import date

import pytest

from app import calendar
from app.access.permissions import Role
from app.calendar import Month
from app.drafts.models import Draft
from app.drafts.rules import new_key
from app.errors import InvalidError
from app.statistics import queries, rules, service
from app.statistics.rules import Looked, Unsaved
from tenants import current_actor_id, db
from tests.statistics.months import MAY, a_consultation, counted_everything
from tests.statistics.test_pages import text_of

CHECKLIST = "/centers/north/statistics/closings/2026-05"
API = "/api/v1/centers/north/statistics/closings"
EVERY_DAY = [date(2026, 5, day) for day in range(1, 32)]
CALM = Looked(
    drafts=(),
    topics={"tax": 9, "other": 1},
    others=("other",),
    rises=(),
    by_day=dict.fromkeys(EVERY_DAY, 1),
    open_days=EVERY_DAY,
    counting_since=None,
)
AFTER = date(2026, 6, 1)


def warnings(**looked: object) -> list[str]:
    return rules.check(MAY, replace(CALM, **looked), AFTER).warnings


def test_a_calm_month_warns_of_nothing():
    assert rules.check(MAY, CALM, AFTER).warnings == []


@pytest.mark.parametrize(
    ("looked", "expected"),
    [
        ({"drafts": [Unsaved("見本", "2026/05/07 10:00")]}, ["drafts"]),
        ({"drafts": [Unsaved("見本", "R8.5.7")]}, ["drafts"]),
        ({"drafts": [Unsaved("見本", "きのう")]}, ["drafts"]),
        ({"drafts": [Unsaved("見本", "2026/06/07 10:00")]}, []),
        ({"topics": {"tax": 4, "other": 1}}, ["others"]),
        ({"topics": {"tax": 81, "other": 20}}, []),
        ({"topics": {}}, []),
        ({"by_day": dict.fromkeys(EVERY_DAY[1:], 1)}, ["days"]),
        ({"open_days": [], "by_day": {}}, []),
        ({"counting_since": calendar.now()}, ["counting"]),
    ],
)
def test_each_point_warns_at_its_limit(looked, expected):
    assert warnings(**looked) == expected


def test_a_day_that_is_still_to_come_is_not_missed():
    checklist = rules.check(MAY, CALM, date(2026, 5, 30))

    assert not checklist.is_over
    assert rules.check(MAY, CALM, date(2026, 5, 31)).is_over


def test_the_list_is_made_of_the_centers_own_records(at, north, south):
    with at(south):
        for _ in range(30):
            a_consultation(topics=("other",))
    with at(north):
        for _ in range(8):
            a_consultation(topics=("tax",))
        a_consultation(topics=("other",))
        a_consultation(topics=("other",))
        db.session.add(
            Draft(
                account_id=current_actor_id(),
                client_key=new_key(),
                form="consultation",
                fields={"received_at": ["2026/05/08 10:00"], "summary": ["秘密"]},
                saved_at=calendar.now(),
            )
        )
        db.session.flush()
        before = queries.checklist(MAY)
        counted_everything()
        after = queries.checklist(MAY)

    assert "counting" in before.warnings
    assert "counting" not in after.warnings
    points = {finding.code: finding for finding in after}
    assert points["drafts"].title == "書きかけの相談 1件"
    assert "秘密" not in points["drafts"].reason
    assert points["others"].title == "「その他」の割合 20.0%"
    # 1 May has the records; of the center's other open days there are more than ten.
    assert "5/2、" in points["days"].reason


def test_a_figure_that_stands_out_is_named_with_its_records(at, north):
    with at(north):
        month = Month(2023, 5)
        while month < MAY:
            a_consultation(month.first_day)
            month = month.next
        for _ in range(20):
            a_consultation()
        counted_everything()
        unusual = next(each for each in queries.checklist(MAY) if each.code == "unusual")

    assert unusual.warns
    assert "「相談件数」" in unusual.reason
    assert unusual.opens[0].filters.since == MAY.first_day


def test_a_warning_is_confirmed_and_kept_and_never_blocks(at, north):
    with at(north):
        checklist = queries.checklist(MAY)
        assert checklist.warnings == ["days"]

        with pytest.raises(InvalidError) as refused:
            service.submit_month(checklist, by_name="見本", confirmed=False)
        assert "記録のない開館日" in refused.value.fields["confirmed"][0]
        assert queries.closings() == {}

        service.submit_month(checklist, by_name="見本", confirmed=True)
        assert queries.closings()[MAY].warnings == ["days"]


def test_a_month_that_is_not_over_is_refused_whatever_was_confirmed(at, north):
    coming = Month.of(calendar.today()).next
    with at(north), pytest.raises(service.MonthOpenError):
        service.submit_month(queries.checklist(coming), by_name="見本", confirmed=True)


def test_the_page_shows_every_point_and_takes_the_box(at, visitor, north):
    client = visitor(Role.WARD_MANAGER, north)

    shown = text_of(client.get(CHECKLIST).text)
    for words in ("書きかけの相談 0件", "「その他」の割合", "記録のない開館日", "確認しました"):
        assert words in shown

    address = "/centers/north/statistics/closings"
    refused = client.post(address, data={"month": "2026-05"})
    assert refused.status_code == 422
    assert "印を付けてください" in text_of(refused.text)
    assert client.post(address, data={"month": "2026-05", "confirmed": "1"}).status_code == 302
    assert "この月は提出済みです" in text_of(client.get(CHECKLIST).text)


def test_a_worker_may_look_but_has_no_button(visitor, north):
    page = visitor(Role.WARD_WORKER, north).get(CHECKLIST).text

    assert "書きかけの相談" in page
    assert "この月を提出する" not in page


def test_a_program_reads_the_list_and_confirms(visitor, north):
    client = visitor(Role.WARD_MANAGER, north)

    listed = client.get(f"{API}/2026-05/checklist").json
    assert listed["is_over"] is True
    assert [each["code"] for each in listed["findings"] if each["warns"]] == ["days"]
    refused = client.post(API, json={"month": "2026-05"})
    assert refused.status_code == 422
    assert "confirmed" in refused.json["errors"]
    made = client.post(API, json={"month": "2026-05", "confirmed": True})
    assert (made.status_code, made.json["warnings"]) == (201, ["days"])
    assert client.get(f"{API}/may/checklist").status_code == 404
