"""Which papers a pack consists of, under which numbers, and what they say."""

from io import BytesIO

import pikepdf
import pytest

from app.calls.service import Sent
from app.errors import ChangedMeanwhileError, InvalidError, NotFoundError
from app.files.gateway import RefusedFileError
from app.handouts import documents, queries, service
from app.knowledge import service as knowledge
from app.meetings import queries as meetings
from app.meetings.service import packs
from app.statistics import queries as statistics
from tenants import CITY, read_only
from tenants.queries import centers
from tests.actions.promising import held, promised
from tests.calls.asking import drafted
from tests.documents.papers import pages_of
from tests.files.made import a_docx, a_pdf, an_xlsx, locked
from tests.handouts.tables import BY, adds, brings, called
from tests.knowledge.stories import WORDS
from tests.knowledge.stories import published as a_published_story
from tests.meetings.tables import a_letter, built, contents, convened, rows_of, words_of


def titles(at, central, pack):
    with at(central):
        own = meetings.pack(meetings.own_meeting(pack.meeting_id), pack.id)
        return [(paper.number, paper.title) for paper in meetings.papers(own)]


def own(meeting):
    return meetings.own_meeting(meeting.id)


def test_everything_that_was_brought_is_in_without_a_choice(at, central, north, south):
    a_letter(north)
    story = a_published_story(north, central)
    meeting, call = called(central)
    brings(north, call, stories=[story], files=[Sent("ちらし.pdf", a_pdf("ちらしの字"))])
    adds(central, meeting, "予定.xlsx", an_xlsx(), title="年間の予定")

    pack = built(central, meeting)

    assert pack.failure is None
    assert titles(at, central, pack) == [
        (0, "次第"),
        (1, "相談統計"),
        (2, "区から寄せられた相談"),
        (3, "各区からの報告・議題"),
        (4, "事例"),
        (5, "年間の予定"),
        (6, "ちらし(港北)"),
    ]
    files = contents(central, pack)
    assert {number for number, _ in files} == set(range(7))
    assert (5, "xlsx") in files
    assert (6, "docx") not in files
    with at(central):
        whole = meetings.pack_file(pack, pack.file_id).content
    with pikepdf.open(BytesIO(whole)) as pdf, pdf.open_outline() as outline:
        assert [item.title for item in outline.root][-1] == "資料6 ちらし(港北)"


def test_the_reports_stand_ward_by_ward_and_who_is_missing_is_said(at, central, north, south):
    meeting, call = called(central)
    brings(north, call)

    paper = contents(central, built(central, meeting))[2, "docx"]

    assert rows_of(paper, table=0)[1] == ("1", "港北", "団体登録の更新をそろえたい")
    assert rows_of(paper, table=1)[1] == ("1", "港北", "夏の講座に40人が集まりました")
    words = words_of(paper)
    assert "1区から、報告1件と議題1件が出されました。" in words
    assert "まだ提出のない区: 南" in words


def test_a_ward_with_nothing_this_time_is_said_so(at, central, north, south):
    meeting, call = called(central)
    brings(north, call)
    brings(south, call, lines=[])
    words = words_of(contents(central, built(central, meeting))[2, "docx"])
    assert "今回は報告も議題もないと答えた区: 南" in words


def test_a_draft_of_a_wards_is_in_no_paper(at, central, north):
    meeting, call = called(central)
    drafted(north, call)
    pack = built(central, meeting)
    assert [title for _, title in titles(at, central, pack)] == ["次第", "相談統計"]


def test_the_agenda_names_each_paper_beside_its_item(at, central, north):
    meeting, call = called(central)
    brings(north, call)
    with at(central):
        last = meetings.agenda(own(meeting))[-1]
    adds(central, meeting, "次回.pdf", a_pdf(), item_id=last.id)

    rows = rows_of(contents(central, built(central, meeting))[0, "docx"], table=0)

    beside = {row[2]: row[-1] for row in rows}
    assert beside["相談統計"] == "資料1"
    assert beside["各区からの報告"] == "資料2"
    assert beside["次回・閉会"] == "資料3"


def test_the_order_and_the_choice_of_papers_decide_their_numbers(at, central, north):
    meeting, call = called(central)
    brings(north, call)
    key = adds(central, meeting, "ちらし.pdf", a_pdf())
    with at(central):
        service.move(own(meeting), "reports", "up")  # before the cases, which are empty
        service.move(own(meeting), "reports", "up")
        service.choose(own(meeting), "statistics", goes_in=False)
    assert titles(at, central, built(central, meeting)) == [
        (0, "次第"),
        (1, "各区からの報告・議題"),
        (2, "ちらし"),
    ]
    with at(central):
        service.choose(own(meeting), "statistics", goes_in=True)
        service.remove_file(queries.added_files(own(meeting))[0])
        assert key not in {each.candidate.key for each in queries.board(own(meeting)).placed}
    assert [title for _, title in titles(at, central, built(central, meeting))][1:] == [
        "各区からの報告・議題",
        "相談統計",
    ]


def test_stories_are_added_and_left_out_by_the_central_center(at, central, north):
    picked = a_published_story(north, central)
    meeting, call = called(central)
    brings(north, call, stories=[picked])
    with at(central):
        service.choose_story(own(meeting), picked, goes_in=False)
        assert [choice.goes_in for choice in queries.board(own(meeting)).stories] == [False]
        service.choose_story(own(meeting), picked, goes_in=True)
        assert [choice.goes_in for choice in queries.board(own(meeting)).stories] == [True]
    other = convened(central)
    with at(central):
        service.choose_story(own(other), picked, goes_in=True)
    words = words_of(contents(central, built(central, other))[3, "docx"])  # after its letter
    assert WORDS.title in words

    with at(north):
        knowledge.withdraw(picked, words="", actor_name=BY)
    assert "事例" not in dict(titles(at, central, built(central, other))).values()
    with at(central), pytest.raises(NotFoundError):
        service.choose_story(own(other), picked, goes_in=True)


def test_the_second_of_two_who_decide_is_told(at, central):
    meeting = convened(central)
    with at(central):
        service.plan(own(meeting), ["statistics"], ["cases"], [], version=0)
        with pytest.raises(ChangedMeanwhileError):
            service.plan(own(meeting), [], [], [], version=0)
        version = queries.board(own(meeting)).version
        with pytest.raises(InvalidError):
            service.plan(own(meeting), ["nothing"], [], [], version=version)
        with pytest.raises(NotFoundError):
            service.move(own(meeting), "nothing", "up")


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("図.pdf", locked(a_pdf()), "パスワードが付いています"),
        ("表.csv", "表".encode(), "「表.csv」は資料にできません。"),
    ],
)
def test_a_file_that_cannot_be_printed_is_refused_when_it_is_added(
    at, central, name, content, sentence
):
    meeting = convened(central)
    with pytest.raises(RefusedFileError, match=sentence):
        adds(central, meeting, name, content)
    with at(central):
        assert queries.added_files(own(meeting)) == []


def test_a_ward_hears_at_once_that_its_file_cannot_be_printed(at, central, north):
    _, call = called(central)
    with pytest.raises(RefusedFileError, match="パスワードが付いています"):
        brings(north, call, files=[Sent("図.pdf", locked(a_pdf()))])


def test_what_no_paper_is_made_of_stays_with_the_call_and_is_said(at, central, north):
    meeting, call = called(central)
    brings(north, call, files=[Sent("表.csv", "表".encode())])
    with at(central):
        (placed,) = [
            each
            for each in queries.board(own(meeting)).placed
            if each.candidate.key.startswith("brought:")
        ]
    assert (placed.number, placed.candidate.refusal) == (0, queries.NOT_PRINTABLE)
    assert built(central, meeting).failure is None


def test_a_word_file_is_printed_with_its_number_and_offered_as_it_came(at, central):
    meeting = convened(central)
    sent = a_docx("定員は20人です。")
    adds(central, meeting, "案内.docx", sent)
    files = contents(central, built(central, meeting))
    assert files[2, "docx"] == sent
    assert "資料2" in "".join(pages_of(files[2, "pdf"]))
    assert "定員は20人です。" in "".join(pages_of(files[2, "pdf"]))


def test_the_same_contents_give_the_same_bytes_whatever_was_attached(at, central, north):
    meeting, call = called(central)
    brings(north, call, files=[Sent("ちらし.pdf", a_pdf("一", "二"))])
    adds(central, meeting, "案内.docx", a_docx("あ"))
    with at(central):
        pack = packs.request_pack(own(meeting), by_name=BY)
        found = queries.contents(pack.id)
    with read_only(CITY):
        figures = statistics.report(found.material.period, centers=centers())

    def whole():
        papers = [
            paper
            for draft in documents.drafts(found, figures)
            for paper in documents.write(draft, found.material)
        ]
        return [paper.content for paper in papers], documents.bind(papers, found.material).content

    assert whole() == whole()


def test_what_is_still_promised_is_a_paper_but_for_what_is_not_for_all(at, central, north):
    earlier = held(central, days=-30)
    promised(central, north, meeting=earlier, what="登録のちらしを送る")
    promised(central, north, meeting=earlier, what="内輪のメモを直す", for_all=False)
    meeting = convened(central)
    pack = built(central, meeting)
    assert (2, "前回までの宿題") in titles(at, central, pack)
    paper = contents(central, pack)[2, "docx"]
    assert "まだ終わっていない宿題(期限の早い順)" in words_of(paper)
    assert [row[1] for row in rows_of(paper, table=0)[1:]] == ["登録のちらしを送る"]
