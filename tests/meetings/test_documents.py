from datetime import datetime
from io import BytesIO

import pikepdf
import sqlalchemy as sa

from app.calendar import CITY_TIME, Month
from app.consultations import service as consultations
from app.consultations.models import Consultation
from app.documents.fonts import FAMILY
from app.meetings import queries
from app.meetings.rules.agenda import ItemFacts
from app.meetings.service import meetings
from app.referrals import service as referrals
from app.referrals.queries import referral
from app.referrals.rules import RECEIVED
from app.statistics import service as statistics
from app.statistics.models import DirtyMark
from tenants import db
from tests.documents.papers import pages_of
from tests.documents.shows import shown_in
from tests.meetings.tables import (
    WITHOUT_A_WORD,
    a_letter,
    built,
    contents,
    convened,
    rows_of,
    words_of,
)
from tests.places import at as acting_at
from tests.transfers.golden import TOPIC_COUNTS, TOPICS, golden_rows

NOTE = "※1件の相談が、複数の項目に分類されることもあるため、相談件数とは一致しません。"
MARKS = {"covid": "①", "activities": "②", "corporate_affairs": "③"}


def record(moment, topics):
    consultations.record_consultation(
        received_by_name="見本",
        received_at=moment,
        channel="phone",
        client_type="individual",
        kind="consultation",
        topics=topics,
        primary_topic=topics[0],
    )


def count(ward):
    with acting_at(ward):
        for month in db.session.scalars(sa.select(DirtyMark.month).distinct()).all():
            statistics.consolidate(Month.of(month))


def test_the_statistics_paper_prints_the_golden_table_in_word_and_pdf(at, central, north):
    with at(north):
        for row in golden_rows():
            record(datetime.combine(row.received_on, datetime.min.time(), CITY_TIME), row.topics)
        for day in (1, 2, 3):
            record(datetime(2019, 6, day, tzinfo=CITY_TIME), ("tax",))
    count(north)

    files = contents(central, built(central, convened(central)))

    printed = {row[0]: row[1:] for row in rows_of(files[1, "docx"], table=1)}
    assert list(printed)[1:-1][:12] == [TOPICS[code] for code in TOPIC_COUNTS][:12]
    for code, value in TOPIC_COUNTS.items():
        assert printed[TOPICS[code]][0] == f"{MARKS.get(code, '')}{value}"
    assert printed[TOPICS["tax"]] == ("24", "3", "+21")
    assert printed["合計"] == ("※615", "3", "+612")
    words = words_of(files[1, "docx"])
    assert NOTE in words
    assert "R2年度(2月末)" in words
    key_figures = {row[0]: row[1:] for row in rows_of(files[1, "docx"], table=0)}
    assert key_figures["相談件数(延べ)"] == ("507", "3", "+504")
    assert key_figures["相談件数(実)"] == ("507", "3", "+504")
    paper = "".join(pages_of(files[1, "pdf"]))
    for code, label in TOPICS.items():
        assert f"{label}{MARKS.get(code, '')}{TOPIC_COUNTS[code]}" in paper
    for words in ("※615", NOTE, "資料1"):
        assert words in paper


def test_the_central_centers_own_figures_are_the_citys_too(at, central):
    with acting_at(central):
        record(datetime(2020, 7, 1, tzinfo=CITY_TIME), ("covid", "tax"))
    count(central)

    files = contents(central, built(central, convened(central)))

    topics = rows_of(files[1, "docx"], table=1)
    centers = rows_of(files[1, "docx"], table=3)
    assert topics[1][:2] == ("新型コロナウイルス関連", "①1")
    assert topics[-1][:2] == ("合計", "※2")
    assert centers[-2][1] == "1"
    assert centers[-2][-1] == "－"


def test_a_case_that_both_sides_recorded_is_printed_as_two_and_as_one(at, central, north):
    with at(north):
        record(datetime(2020, 7, 1, tzinfo=CITY_TIME), ("tax",))
        subject = db.session.scalars(sa.select(Consultation)).one()
        question = referrals.Question("advice", "normal", "", None)
        paper = referrals.letter_about(subject, question, sent_by_name="見本")
        letter_id = referrals.send(subject, paper, consent=None).id
    with acting_at(central):
        letter = referral(letter_id)
        referrals.take_step(letter, RECEIVED, words="", actor_name="見本")
        recorded = referrals.record_case(letter, by_name="見本")
        recorded.received_at = datetime(2020, 7, 2, tzinfo=CITY_TIME)
    count(north)
    count(central)

    paper = contents(central, built(central, convened(central)))[1, "docx"]

    key_figures = {row[0]: row[1] for row in rows_of(paper, table=0)}
    assert (key_figures["相談件数(延べ)"], key_figures["相談件数(実)"]) == ("2", "1")
    assert "延べでは2件、実では1件と数えています。" in words_of(paper)


def test_who_has_not_reported_is_named(at, central, north, south):
    with at(north):
        for month in [Month(2020, month) for month in range(4, 13)] + [
            Month(2021, 1),
            Month(2021, 2),
        ]:
            statistics.close_month(month, by_name="見本")

    words = words_of(contents(central, built(central, convened(central)))[1, "docx"])

    assert "1/2区" in words
    assert "提出がそろっていない区: 南" in words


def test_the_cases_paper_tells_the_case_without_the_person(at, central, north):
    a_letter(north)

    pack = built(central, convened(central))

    files = contents(central, pack)
    row = rows_of(files[2, "docx"], table=0)[1]
    assert row == (
        "1",
        "港北\n令和7年11月",
        "◎資金調達\n団体の立ち上げ",
        "空き家を居場所にしたい",
        "助言がほしい\n(受付待ち)",
        "",
    )
    for (_, file_format), content in files.items():
        read = {"docx": words_of, "pdf": lambda pdf: "".join(pages_of(pdf)), "pptx": shown_in}
        words = read[file_format](content)
        assert WITHOUT_A_WORD not in words
        assert "空き家" not in words or content in (files[2, "docx"], files[2, "pdf"])
    assert "空き家を居場所にしたい" in "".join(pages_of(files[2, "pdf"]))


def test_the_heat_map_prints_every_wards_topics(at, central, north):
    with at(north):
        record(datetime(2020, 7, 1, tzinfo=CITY_TIME), ("covid", "tax"))
    count(north)

    paper = "".join(pages_of(contents(central, built(central, convened(central)))[1, "pdf"]))

    assert "図3 区ごと・相談内容ごとの件数" in paper
    assert paper.count("新型コロナウイルス関連") == 3  # table, bars, heat map


def test_the_agenda_paper_has_clock_times_a_sum_and_a_word_when_it_is_too_long(at, central, north):
    a_letter(north)
    meeting = convened(central)
    with at(central):
        talk = ItemFacts(title="懇談", kind="discussion", presenter="港北区", minutes=15)
        meetings.add_item(queries.own_meeting(meeting.id), talk)

    files = contents(central, built(central, meeting))

    words, rows = words_of(files[0, "docx"]), rows_of(files[0, "docx"], table=0)
    assert rows[1] == ("1", "14:00", "開会", "開会", "推進センター", "5分", "")
    assert rows[-2][:3] == ("9", "16:10", "次回・閉会")
    assert rows[-1] == ("", "", "合計", "", "", "135分", "")
    assert [row[-1] for row in rows if row[2] in {"相談統計", "区から寄せられた相談"}] == [
        "資料1",
        "資料2",
    ]
    assert "会議の時間(120分)を15分超えています。" in words
    assert "令和8年12月10日(木) 14:00～16:00" in words
    assert "資料2 区から寄せられた相談" in words


def test_the_whole_pack_is_one_pdf_with_a_bookmark_for_each_paper(at, central, north):
    a_letter(north)
    meeting = convened(central)
    pack = built(central, meeting)
    with at(central):
        whole = queries.pack_file(pack, pack.file_id)

    with pikepdf.open(BytesIO(whole.content)) as pdf, pdf.open_outline() as outline:
        titles = [item.title for item in outline.root]
        fonts = {str(font.BaseFont) for page in pdf.pages for font in page.Resources.Font.values()}

    assert titles == ["次第", "資料1 相談統計", "資料2 区から寄せられた相談"]
    assert whole.name == "20261210_資料一式.pdf"
    assert fonts
    assert all(FAMILY.replace(" ", "") in font for font in fonts)
