"""The card: what was recorded, what followed, and the small forms for what comes next."""

import html
from datetime import timedelta

import pytest

from app import calendar
from app.access.permissions import Role
from app.consultations import queries, service
from tests.consultations.records import recorded, typed
from tests.referrals.letters import bring_to, sent


@pytest.fixture
def worker(visitor, north):
    return visitor(Role.WARD_WORKER, north)


@pytest.fixture
def card(north, at):
    with at(north):
        return f"/centers/north/consultations/{recorded(outcome='continuing', body='発端')}"


def shown(worker, address):
    return html.unescape(worker.get(address).text)


def test_a_case_is_followed_from_the_card_to_its_end(worker, card, north):
    today = calendar.today()
    note = {"happened_on": f"{today:%Y/%m/%d}", "channel": "phone", "words": "電話した"}
    steps = (
        ("follow-ups", {**note, "next_action_on": f"{today:%Y/%m/%d}", "next_action": "送る"}),
        ("next-actions/completion", {}),
        ("handovers", {"to_id": north.people[Role.WARD_MANAGER], "message": "お願いします"}),
        ("closure", {"outcome": "advised", "referral_target": "none", "remark": "めでたし"}),
        ("reopening", {"remark": "また来た"}),
    )
    for where, form in steps:
        assert worker.post(f"{card}/{where}", data=form).status_code == 302, where

    page = shown(worker, card)
    told = ("電話した", "送る", "済みました", "お願いします", "めでたし", "また来た", "対応中")
    places = [page.index(words) for words in told[:-1]]
    assert places == sorted(places)
    assert told[-1] in page


@pytest.mark.parametrize(
    ("where", "sent", "sentence"),
    [
        ("follow-ups", {"words": "電話した"}, "入力してください"),
        ("next-actions", {"due_on": "R2.4.1"}, "今日か、これからの日"),
        ("handovers", {"to_id": "x"}, "このセンターの職員から"),
        ("closure", {"outcome": "referred", "referral_target": "none"}, "どこへつないだか"),
        ("closure", {"outcome": "advised", "remark": "書いた言葉"}, "書いた言葉"),
    ],
)
def test_what_is_refused_stays_in_its_form(worker, card, where, sent, sentence):
    answer = worker.post(f"{card}/{where}", data=sent)

    assert answer.status_code == 422
    assert sentence in html.unescape(answer.text)


def test_the_reception_is_not_told_with_the_outcome_of_the_end(worker, card):
    def reception():
        page = html.unescape(worker.get(card).text)
        return page.partition("<strong>受付</strong>")[2].partition("</li>")[0]

    assert "・継続対応" in reception()
    worker.post(f"{card}/closure", data={"outcome": "advised", "referral_target": "none"})
    assert "電話" in reception()
    assert "・" not in reception()


def test_closing_twice_is_told(worker, card):
    end = {"outcome": "advised", "referral_target": "none", "remark": "私の結び"}
    worker.post(f"{card}/closure", data=end)

    answer = worker.post(f"{card}/closure", data=end)

    assert answer.status_code == 409
    page = html.unescape(answer.text)
    assert "この相談は終了しています" in page
    assert page.count("私の結び") == 2


def test_a_note_is_corrected_on_a_page_of_its_own(worker, card, north, at):
    worker.post(
        f"{card}/follow-ups", data={"happened_on": "11/27", "channel": "phone", "words": "誤"}
    )
    with at(north):
        (_, fact) = queries.story(queries.consultation(card.rpartition("/")[2]))
    address = f"{card}/follow-ups/{fact.row.id}/correction"
    assert "誤" in shown(worker, address)
    corrected = {"happened_on": "11/27", "channel": "phone", "words": "正"}
    assert worker.post(address, data=corrected).status_code == 302

    page = shown(worker, card)
    assert page.index("正") < page.index("訂正の前の言葉") < page.index("誤")


def test_the_desk_shows_what_is_due_and_lets_it_be_done_there(worker, north, at):
    with at(north):
        one = recorded(
            outcome="continuing", next_action_on=calendar.today(), next_action="締切を知らせる"
        )
    assert "締切を知らせる" in shown(worker, "/centers/north/")

    address = f"/centers/north/consultations/{one}/next-actions/completion"
    assert worker.post(address, data={"then": "desk"}).location == "/centers/north/"
    assert "締切を知らせる" not in shown(worker, "/centers/north/")


def test_a_day_without_a_year_is_the_next_one(worker, north, at):
    day = calendar.today() + timedelta(days=40)
    sent = typed(outcome="continuing", next_action_on=f"{day.month}/{day.day}", next_action="電話")
    location = worker.post("/centers/north/consultations/", data=sent).location
    with at(north):
        assert queries.consultation(location.rpartition("/")[2]).next_action_on == day


def test_each_one_finds_their_own_open_cases_and_everybodys(worker, north, at):
    with at(north):
        mine = queries.consultation(recorded(outcome="continuing", summary="私の相談"))
        other = queries.consultation(recorded(outcome="continuing", summary="別の相談"))
        manager = north.people[Role.WARD_MANAGER]
        service.hand_over(mine, to_id=manager, author_name="見本")
        service.hand_over(mine, to_id=north.people[Role.WARD_WORKER], author_name="見本")
        service.hand_over(other, to_id=manager, author_name="見本")
        recorded(outcome="answered", summary="終わった相談")
    own = shown(worker, "/centers/north/consultations/open")
    everybodys = shown(worker, "/centers/north/consultations/open?of=all")

    assert [words in own for words in ("私の相談", "別の相談", "終わった")] == [True, False, False]
    assert [words in everybodys for words in ("私の相談", "別の相談", "終わった")] == [
        True,
        True,
        False,
    ]


def test_what_the_central_center_did_stands_in_the_same_story(visitor, north, central):
    letter = sent(north)
    bring_to("answered", letter, ward=north, central=central)
    page = shown(
        visitor(Role.WARD_WORKER, north), f"/centers/north/consultations/{letter.consultation_id}"
    )
    story = page[page.index('id="story"') :]

    places = [
        story.index(words) for words in ("受付", "推進センターに相談", "受け取りました", "回答")
    ]
    assert places == sorted(places)
