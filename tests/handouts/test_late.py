"""A paper that comes after the pack was published."""

import pytest

from app.access.permissions import Role
from app.errors import UndecidedMarksError
from app.files import queries as files
from app.handouts import queries, service
from app.handouts.rules.changes import changes
from app.meetings import queries as meetings
from app.meetings.rules.packs import Sheet
from app.notifications.queries import notices
from tests.documents.papers import pages_of
from tests.files.made import a_docx, a_pdf
from tests.handouts.tables import BY
from tests.meetings.tables import built, contents, convened, published
from worker.tasks.handouts import build_late_waiting


def added(central, at, pack, name, content):
    with at(central):
        own = meetings.own_meeting(pack.meeting_id)
        sent = service.FileSent(name, content)
        late = service.add_late(own, meetings.pack(own, pack.id), sent, by_name=BY)
    build_late_waiting.run()
    return late


def publish(central, at, late):
    with at(central):
        service.publish_late(queries.own_late_paper(late.id), by_name=BY)


def test_a_late_paper_takes_the_next_number_and_leaves_the_rest_as_it_was(at, central, north):
    meeting = convened(central)
    pack = published(central, meeting)
    before = contents(central, pack)
    late = added(central, at, pack, "追加.docx", a_docx("会場が変わりました。"))

    after = contents(central, pack)

    assert late.number == 2
    assert {key: after[key] for key in before} == before
    assert "資料2 追加" in "".join(pages_of(after[2, "pdf"]))
    with at(north):
        seen = meetings.meeting(meeting.id)
        [told] = notices.page().items
        assert (told.source, told.kind, told.subject) == ("handouts", "published", meeting.id)
        assert len(meetings.handouts(meetings.pack(seen, pack.id))) == len(before)
        assert queries.late_papers(meetings.pack(seen, pack.id)) == []

    publish(central, at, late)

    with at(north, role=Role.WARD_WORKER):
        shown = meetings.pack(meetings.meeting(meeting.id), pack.id)
        assert [paper.number for paper in meetings.papers(shown)] == [0, 1, 2]
        paper = meetings.handouts(shown)[-1]
        assert files.file(paper.file_id).content == after[paper.number, paper.file_format]
        told = notices.page().items[0]
        assert (told.source, told.kind, told.subject, told.reference) == (
            "handouts",
            "added",
            meeting.id,
            meeting.title,
        )
    assert [paper.key for paper in papers_of(at, central, built(central, meeting))][-1].startswith(
        "added:"
    )


def papers_of(at, central, pack):
    with at(central):
        return meetings.papers(meetings.pack(meetings.own_meeting(pack.meeting_id), pack.id))


def test_a_late_paper_is_checked_like_any_other(at, central):
    pack = published(central, convened(central))
    late = added(central, at, pack, "追加.pdf", a_pdf("連絡先 045-000-0000"))
    with pytest.raises(UndecidedMarksError):
        publish(central, at, late)
    with at(central):
        own = meetings.own_meeting(pack.meeting_id)
        here = meetings.pack(own, pack.id)
        keys = [each.mark.key for each in queries.marked(here)]
        service.decide(own, here, keys, by_name=BY)
    publish(central, at, late)


def test_a_late_paper_is_taken_back_before_anybody_saw_it(at, central):
    pack = published(central, convened(central))
    before = contents(central, pack)
    late = added(central, at, pack, "追加.pdf", a_pdf())
    with at(central):
        service.remove_late(queries.own_late_paper(late.id))
    assert contents(central, pack) == before
    again = added(central, at, pack, "追加.pdf", a_pdf())
    assert again.number == late.number
    publish(central, at, again)
    with at(central):
        shown = queries.own_late_paper(again.id)
        with pytest.raises(service.PublishedError):
            service.remove_late(shown)


def test_a_pack_that_is_not_published_is_built_anew_instead(at, central):
    pack = built(central, convened(central))
    with pytest.raises(service.NotPublishedError):
        added(central, at, pack, "追加.pdf", a_pdf())


def sheet(number, key, title, digest="same"):
    return Sheet(number, key, title, digest, None)


def test_what_changed_is_said_in_words():
    before = [
        sheet(0, "agenda", "次第"),
        sheet(1, "statistics", "相談統計"),
        sheet(2, "cases", "区から寄せられた相談"),
        sheet(3, "added:1", "予定"),
    ]
    now = [
        sheet(0, "agenda", "次第", "other"),
        sheet(1, "cases", "区から寄せられた相談"),
        sheet(2, "stories", "事例"),
        sheet(3, "added:1", "予定"),
    ]
    assert changes(before, now) == [
        "「次第」の内容が変わりました。",
        "「区から寄せられた相談」は資料2から資料1になりました。",
        "「資料2 事例」を加えました。",
        "「相談統計」(前の資料1)を外しました。",
    ]
    assert changes(now, now) == []
