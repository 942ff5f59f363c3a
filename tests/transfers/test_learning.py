"""A center says what it means by its own headings and words, once."""

import pytest
import sqlalchemy as sa

from app.access.permissions import Role
from app.consultations.models import Consultation
from app.errors import InvalidError
from app.transfers import queries, service
from app.transfers.rules import NoHeaderError
from app.transfers.service import learning
from tenants import db
from tests.transfers.hostile import GOOD, HEADINGS, workbook
from tests.transfers.test_pages import ROOM, looked_at
from tests.transfers.test_service import counts, receive, rows_of, take

OWN_HEADINGS = ["日にち", "手だて", "どなた", "ご用件", "ひとこと"]
MEANINGS = {
    "日にち": "received_at",
    "手だて": "channel",
    "どなた": "client_type",
    "ご用件": "topics",
    "ひとこと": "summary",
}


def teach(words, about="heading"):
    return learning.teach(
        abouts=[about] * len(words),
        words=list(words),
        meanings=list(words.values()),
        by_name="港北の職員",
    )


def test_a_file_whose_headings_nobody_knows_is_kept_and_asked_about(at, north):
    with at(north):
        received = receive(workbook(["令和2年度"], OWN_HEADINGS, GOOD))
        with pytest.raises(NoHeaderError) as unknown:
            service.preview(received)
        asked = unknown.value.asked
        assert (asked.row_number, list(asked.headings)) == (2, OWN_HEADINGS)
        assert asked.missing == ("受付日", "相談方法", "相談内容(項目)")
        assert teach(MEANINGS) == 5
        service.take(received, taken_by_name="港北の職員")
        assert counts(received) == (1, 0, 0)
        made = db.session.scalars(sa.select(Consultation)).one()
        assert (made.channel, made.primary_topic, made.summary) == ("phone", "publicity", GOOD[-1])


def test_what_one_file_taught_is_used_for_the_next_one_whatever_its_spelling(at, north):
    with at(north):
        teach(MEANINGS)
        spelled = ["日にち※必須", *OWN_HEADINGS[1:-1], "ひと こと"]
        assert counts(take(workbook(spelled, GOOD))) == (1, 0, 0)


def test_a_heading_may_be_one_topic_or_nothing(at, north):
    headings = [*HEADINGS[:3], "ちらし", "お金", "天気"]
    row = [*GOOD[:3], "◎", "○", "晴れ"]
    with at(north):
        teach({"ちらし": "topics/publicity", "お金": "topics/funding", "天気": "ignored"})
        plan = service.preview(receive(workbook(headings, row))).plan
        assert plan.drafts[0].topics == ("publicity", "funding")
        assert plan.drafts[0].primary_topic == "publicity"
        assert plan.unknown_columns == ()
        in_words = [*GOOD[:3], "お金、ちらし◎", ""]
        plan = service.preview(receive(workbook(HEADINGS, in_words))).plan
        assert plan.drafts[0].topics == ("publicity", "funding")


def test_what_is_taught_wins_over_what_is_known(at, north):
    headings = [*HEADINGS[:4], "件名"]
    with at(north):
        teach({"件名": "organization_name"})
        draft = service.preview(receive(workbook(headings, GOOD))).plan.drafts[0]
        assert (draft.summary, draft.organization_name) == ("", GOOD[-1])


def test_what_is_taught_is_read_though_a_column_to_its_left_means_the_same(at, north):
    headings = [*HEADINGS[:4], "内容", "くわしく"]
    with at(north):
        teach({"くわしく": "body"})
        plan = service.preview(receive(workbook(headings, [*GOOD[:4], "甲", "乙"]))).plan
    assert [draft.body for draft in plan.drafts] == ["乙"]
    assert plan.header.repeated == ("内容",)


def test_a_heading_everybody_knows_may_be_a_topic_here_and_something_else_again(at, north):
    headings = [*HEADINGS[:3], "資金", "件名"]
    content = workbook(headings, [*GOOD[:3], "○", "◎"])
    with at(north):
        teach({"件名": "topics/publicity"})
        draft = service.preview(receive(content)).plan.drafts[0]
        assert (draft.primary_topic, draft.topics) == ("publicity", ("publicity", "funding"))
        teach({"件名": "summary"})
        assert service.preview(receive(content)).plan.drafts[0].topics == ("funding",)


def test_a_heading_of_ones_own_that_turns_out_to_be_a_topic_is_read_as_one(at, north):
    content = workbook([*HEADINGS, "ちらし"], [*GOOD, "○"])
    with at(north):
        teach({"ちらし": "response"})
        teach({"ちらし": "topics/publicity"})
        draft = service.preview(receive(content)).plan.drafts[0]
    assert (draft.response, draft.topics) == ("", ("publicity",))


def test_the_words_of_a_case_are_not_taken_for_its_topics_once_somebody_said_so(at, north):
    headings = [*HEADINGS[:3], "相談内容"]
    with at(north):
        received = receive(workbook(headings, GOOD[:4]))
        assert service.preview(received).plan.drafts[0].topics == ("publicity",)
        teach({"相談内容": "body"})
        with pytest.raises(NoHeaderError) as unknown:
            service.preview(received)
    assert unknown.value.asked.missing == ("相談内容(項目)",)


def test_own_words_for_codes_are_asked_about_and_remembered(at, north):
    rows = [[*GOOD[:1], "のろし", *GOOD[2:]], [*GOOD[:1], "のろし", "企業", *GOOD[3:]]]
    with at(north):
        received = receive(workbook(HEADINGS, *rows))
        plan = service.preview(received).plan
        assert [tuple(each) for each in plan.unlisted] == [("channels", "のろし")]
        teach({"のろし": "phone"}, about="channels")
        seen = service.preview(received)
        assert (len(seen.new), seen.refused) == (2, 0)
        assert {draft.channel for draft in seen.new} == {"phone"}


def test_a_word_taught_again_means_the_new_thing_and_forgotten_nothing(at, north):
    with at(north):
        teach({"のろし": "phone"}, about="channels")
        teach({"のろし": "mail"}, about="channels")
        (word,) = queries.learned_words()
        assert (word.meaning, word.taught_by_name) == ("mail", "港北の職員")
        learning.forget(word)
        assert queries.learned_words() == []


def test_other_centers_learn_nothing_of_it(at, north, south):
    with at(north):
        teach(MEANINGS)
    with at(south):
        assert queries.learned_words() == []
        with pytest.raises(NoHeaderError):
            service.preview(receive(workbook(OWN_HEADINGS, GOOD)))


@pytest.mark.parametrize(
    ("about", "word", "meaning"),
    [
        ("heading", "x", "nonsense"),
        ("heading", "x", "topics/nonsense"),
        ("channels", "x", "nonsense"),
        ("passwords", "x", "phone"),
        ("heading", "「」", "summary"),
    ],
)
def test_nonsense_is_not_learned(at, north, about, word, meaning):
    with at(north), pytest.raises(InvalidError):
        teach({word: meaning}, about=about)


def test_the_page_asks_learns_and_forgets(visitor, at, north):
    worker = visitor(Role.WARD_WORKER, north)
    page = looked_at(worker, workbook(OWN_HEADINGS, GOOD))
    asked = worker.get(page).text
    assert "見出しの意味を教えてください" in asked
    assert all(f'value="{heading}"' in asked for heading in OWN_HEADINGS)

    sent = {
        "abouts": ["heading"] * 5,
        "words": OWN_HEADINGS,
        "meanings": list(MEANINGS.values()),
    }
    done = worker.post(f"{page}/words", data=sent, follow_redirects=True).text
    assert "5つの言葉を覚えました" in done
    assert "1件を取り込む" in done

    listed = worker.get(ROOM).text
    assert "覚えた言葉" in listed
    with at(north):
        word = next(each for each in queries.learned_words() if each.word == "手だて")
    assert (
        "「手だて」を忘れました"
        in worker.post(f"{ROOM}words/{word.id}/removal", follow_redirects=True).text
    )
    assert "相談方法がどの列か" in worker.get(page).text
    refused = worker.post(f"{page}/taking", follow_redirects=True).text
    assert "「相談方法」の列がありません" in refused


def test_unknown_columns_and_words_of_a_readable_file_can_be_taught_on_its_page(visitor, north):
    worker = visitor(Role.WARD_WORKER, north)
    rows = [[*HEADINGS, "天気"], [*GOOD[:1], "のろし", *GOOD[2:], "晴れ"]]
    page = looked_at(worker, workbook(*rows))
    shown = worker.get(page).text
    assert 'name="words" value="天気"' in shown
    assert 'name="words" value="のろし"' in shown
    sent = {
        "abouts": ["channels", "heading"],
        "words": ["のろし", "天気"],
        "meanings": ["phone", ""],
    }
    done = worker.post(f"{page}/words", data=sent, follow_redirects=True).text
    assert "1つの言葉を覚えました" in done
    assert "1件を取り込む" in done
    nothing = worker.post(
        f"{page}/words", data={**sent, "meanings": ["", ""]}, follow_redirects=True
    )
    assert "一つも選ばれていません" in nothing.text
    wrong = worker.post(
        f"{page}/words", data={**sent, "meanings": ["x", ""]}, follow_redirects=True
    )
    assert "「のろし」の意味を、一覧から選んでください" in wrong.text


def test_a_column_read_wrongly_can_be_put_right_on_its_page(visitor, north):
    worker = visitor(Role.WARD_WORKER, north)
    headings = [*HEADINGS[:3], "相談項目", "件名", "タイトル", "広報"]
    page = looked_at(worker, workbook(headings, [*GOOD, "見本の会", "○"]))
    shown = worker.get(page).text
    assert "違って読み取られた列を直す" in shown
    assert "いまのまま(概要)" in shown
    assert "いまのまま(ほかの列と同じ意味のため、読まない)" in shown
    assert "いまのまま(相談内容(項目)「広報」の○の列)" in shown
    sent = {"abouts": ["heading"] * 2, "words": ["タイトル", "件名"]}
    taught = {**sent, "meanings": ["organization_name", "ignored"]}
    done = worker.post(f"{page}/words", data=taught, follow_redirects=True).text
    assert "団体名" in done
    assert "いまのまま(読まない)" in done
    listed = worker.get(ROOM).text
    assert "タイトル" in listed
    assert "件名" in listed


def test_a_heading_that_stands_twice_is_not_offered_to_be_put_right(visitor, north):
    worker = visitor(Role.WARD_WORKER, north)
    groups = ["", "", "相談内容", "", "相談者", ""]
    headings = ["受付日", "相談方法", "広報", "その他", "個人", "その他"]
    page = looked_at(worker, workbook(groups, headings, ["2020/7/1", "電話", "○", "", "○", ""]))
    shown = worker.get(page).text
    assert 'value="個人"' in shown
    assert 'value="その他"' not in shown


def test_a_taken_file_that_cannot_be_read_any_more_still_tells_what_became_of_it(
    visitor, at, north
):
    worker = visitor(Role.WARD_WORKER, north)
    page = looked_at(worker, workbook())
    worker.post(f"{page}/taking")
    sent = {"abouts": ["heading"], "words": ["受付日"], "meanings": ["ignored"]}
    told = worker.post(f"{page}/words", data=sent, follow_redirects=True)
    assert told.status_code == 200
    assert "「受付日」の列がありません" in told.text
    assert "このファイルから1件の相談を取り込みました" in told.text
    assert "やめて、ファイルを消す" not in told.text
    assert f"{page}/undoing" in told.text
    done = worker.post(f"{page}/undoing", follow_redirects=True)
    assert "1件の相談を消しました" in done.text
    with at(north):
        assert rows_of(Consultation) == 0


def test_what_a_taken_file_lacked_can_be_taken_once_its_words_are_known(visitor, at, north):
    worker = visitor(Role.WARD_WORKER, north)
    page = looked_at(worker, workbook(HEADINGS, GOOD, [GOOD[0], "のろし", *GOOD[2:]]))
    worker.post(f"{page}/taking")
    sent = {"abouts": ["channels"], "words": ["のろし"], "meanings": ["mail"]}
    done = worker.post(f"{page}/words", data=sent, follow_redirects=True)
    assert done.request.path != page
    assert "1件を取り込む" in done.text
    worker.post(f"{done.request.path}/taking")
    with at(north):
        assert rows_of(Consultation) == 2


API = "/api/v1/centers/north/transfers"


def test_a_program_teaches_lists_and_forgets(visitor, at, north):
    worker = visitor(Role.WARD_WORKER, north)
    with at(north):
        import_id = receive(workbook(OWN_HEADINGS, GOOD)).id
    seen = worker.get(f"{API}/{import_id}").json
    assert (seen["asked"]["row"], seen["asked"]["headings"]) == (1, OWN_HEADINGS)
    assert (seen["rows_new"], seen["columns"]) == (0, [])
    assert worker.post(f"{API}/{import_id}/taking").status_code == 422
    lessons = {"abouts": ["heading"] * 5, "words": OWN_HEADINGS, "meanings": [*MEANINGS.values()]}
    read = worker.post(f"{API}/{import_id}/words", json=lessons).json
    assert (read["asked"], read["rows_new"]) == (None, 1)
    words = worker.get(f"{API}/words").json["items"]
    assert {each["word"]: each["meaning"] for each in words} == MEANINGS
    assert worker.delete(f"{API}/words/{words[0]['id']}").status_code == 204
    assert len(worker.get(f"{API}/words").json["items"]) == 4
    short = worker.post(f"{API}/{import_id}/words", json={**lessons, "words": ["x"]})
    assert (short.status_code, list(short.json["errors"])) == (422, ["meanings"])
