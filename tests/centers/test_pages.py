import pytest

from app.access.permissions import Role
from app.calendar import today
from app.centers import queries

MANAGER = Role.WARD_MANAGER
WEEK = dict.fromkeys(("monday", "tuesday", "wednesday", "holiday"), "9:00-17:00")


def test_a_manager_changes_the_hours_and_sees_them(north, visitor):
    manager = visitor(MANAGER, north)
    assert "市の一覧の時間です" in manager.get("/centers/north/settings/").text

    answer = manager.post("/centers/north/settings/weeks", data=WEEK, follow_redirects=True)

    assert "からの開館時間を保存しました" in answer.text
    assert "市の一覧の時間です" not in answer.text
    assert "09:00～17:00" in answer.text
    assert "年末年始" in answer.text


@pytest.mark.parametrize("typed", ["9:00", "20:00-9:00"])
def test_what_cannot_be_read_is_said_at_the_day_and_changes_nothing(north, visitor, at, typed):
    manager = visitor(MANAGER, north)
    answer = manager.post("/centers/north/settings/weeks", data={**WEEK, "tuesday": typed})
    assert answer.status_code == 422
    assert "火曜日: " in answer.text
    assert f'value="{typed}"' in answer.text
    with at(north):
        assert not queries.has_own_hours()


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"kind": "once", "first_day": "R20.5.1"}, "2038/05/01"),
        ({"kind": "monthly", "nth": "3", "weekday": "0"}, "毎月 第3月曜日"),
        (
            {"kind": "yearly", "yearly_from": "8/13", "yearly_until": "8/16"},
            "毎年 8月13日～8月16日",
        ),
    ],
)
def test_closed_days_of_each_kind(north, visitor, typed, words):
    manager = visitor(MANAGER, north)
    answer = manager.post(
        "/centers/north/settings/closed-days",
        data={**typed, "reason": "夏の点検"},
        follow_redirects=True,
    )
    assert words in answer.text
    assert "夏の点検" in answer.text


@pytest.mark.parametrize("kind", ["once", "monthly", "yearly"])
def test_a_closed_day_without_a_day_says_what_is_missing(north, visitor, kind):
    answer = visitor(MANAGER, north).post(
        "/centers/north/settings/closed-days", data={"kind": kind, "reason": "点検"}
    )
    assert answer.status_code == 422
    assert "入力してください" in answer.text


def test_programs_read_and_change_the_same(north, visitor):
    api = "/api/v1/centers/north/settings/opening-days"
    manager = visitor(MANAGER, north)
    posted = manager.post(f"{api}/weeks", json=WEEK)
    assert posted.status_code == 201, posted.text
    closed = manager.post(
        f"{api}/closed-days", json={"kind": "once", "first_day": str(today()), "reason": "選挙"}
    )
    assert closed.status_code == 201, closed.text
    shown = manager.get(api).json
    assert shown["weeks"][-1]["hours"]["monday"] == "09:00～17:00"
    assert {"reason": "選挙", "days": f"{today():%Y/%m/%d}"} in shown["closed"]
    assert shown["today"] is None
    assert manager.delete(f"{api}/closed-days/{closed.json['id']}").status_code == 204
    assert visitor(Role.WARD_WORKER, north).get(api).status_code == 200


def test_the_page_says_by_whose_opening_days_a_letter_is_due(visitor, north, central):
    ward = visitor(Role.WARD_MANAGER, north).get("/centers/north/settings/").text
    assert "推進センターの開館日で数えます" in ward
    center = visitor(Role.CENTRAL_MANAGER, central).get("/centers/central/settings/").text
    assert "期限は、この開館日で数えます" in center
