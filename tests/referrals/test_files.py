"""Files in the thread: for the other side of the letter alone, and only while it stands."""

import io
import zipfile

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from app import calendar
from app.access.permissions import Role
from app.errors import NotFoundError
from app.files.gateway import LARGEST, RefusedFileError, media_type_of, safe_name
from app.referrals import queries, rules, service
from app.referrals.models import ReferralFile, ReferralStep
from tenants import db
from tests.referrals.letters import CONSENT, bring_to, sent, take

PDF = b"%PDF-1.7 \xe8"
PNG = b"\x89PNG\r\n\x1a\n...."


def an_archive(*names, flags=0):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    content = bytearray(made.getvalue())
    if flags:
        content[content.index(b"PK\x01\x02") + 8] |= flags
    return bytes(content)


def attached(place, letter, at, kind=rules.NOTED, name="資料.pdf", content=PDF):
    take(place, letter, kind)
    with at(place):
        step = queries.steps(queries.referral(letter.id))[-1]
        service.attach(step, [service.Sent(name, content)])
        return queries.files(queries.referral(letter.id))[-1].id


def opened(place, letter, file_id, at):
    with at(place):
        return queries.file(queries.referral(letter.id), file_id).content


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.pdf", PDF),
        ("図.PNG", PNG),
        ("a.docx", an_archive("word/document.xml")),
        ("a.xlsx", an_archive("xl/workbook.xml")),
        ("a.txt", "メモ".encode()),
        ("a.csv", "区,件数".encode("cp932")),
    ],
)
def test_what_its_name_says_is_taken(name, content):
    assert media_type_of(name, content)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.pdf", b""),
        ("a.pdf", b"MZ\x90\0"),
        ("a.png", PDF),
        ("a.exe", b"MZ\x90\0"),
        ("a.html", b"<html>"),
        ("a.zip", an_archive("x")),
        ("a", PDF),
        ("a.docx", an_archive("xl/workbook.xml")),
        ("a.xlsx", an_archive("xl/workbook.xml", "xl/vbaProject.bin")),
        ("a.xlsx", an_archive("xl/workbook.xml", flags=1)),
        ("a.xlsx", b"PK\x03\x04 cut off"),
        ("a.txt", b"#!/bin/sh\nrm"),
        ("a.txt", b"\x7fELF\0\0"),
        ("a.pdf", PDF + bytes(LARGEST)),
    ],
)
def test_anything_else_is_refused_in_words(name, content):
    with pytest.raises(RefusedFileError, match=f"「{name}」"):
        media_type_of(name, content)


def test_an_archive_that_unpacks_to_very_much_is_refused_by_its_directory():
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", "x")
        with archive.open("word/media/image1.bmp", "w") as air:
            for _ in range(201):
                air.write(bytes(1024 * 1024))

    assert len(made.getvalue()) < 1024 * 1024
    with pytest.raises(RefusedFileError, match="開くと大きすぎます"):
        media_type_of("a.docx", made.getvalue())


def test_an_endless_directory_is_refused_without_being_read(monkeypatch):
    def open_it(_):
        raise AssertionError("opened")

    monkeypatch.setattr(zipfile, "ZipFile", open_it)
    with pytest.raises(RefusedFileError):
        media_type_of("a.docx", b"PK\x01\x02" * 10_001)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("../../etc/会議 資料.pdf", "会議 資料.pdf"),
        ("C:\\共有\\予算書.xlsx", "予算書.xlsx"),
        ("a\u202efdp.exe\r\n", "afdp.exe"),
        ("あ" * 300 + ".pdf", "あ" * 146 + ".pdf"),
        (None, "無題"),
    ],
)
def test_a_name_keeps_its_japanese_and_nothing_that_leads_elsewhere(typed, kept):
    assert safe_name(typed) == kept


def test_a_file_is_read_by_both_sides_and_by_no_other_ward(north, south, central, at):
    letter = sent(north)
    wards = attached(north, letter, at)
    take(central, letter, rules.RECEIVED)
    centers = attached(central, letter, at, rules.ANSWERED, content=PDF + b"2")
    for place in (north, central):
        assert opened(place, letter, wards, at) == PDF
        assert opened(place, letter, centers, at) == PDF + b"2"
    with at(south):
        assert db.session.scalars(sa.select(ReferralFile)).all() == []


def test_a_withdrawn_letter_takes_its_files_back_in_the_database(north, central, at):
    letter = sent(north)
    file_id = attached(north, letter, at)
    take(north, letter, rules.WITHDRAWN)
    with at(central):
        assert db.session.scalars(sa.select(ReferralFile)).all() == []
    with pytest.raises(NotFoundError):
        opened(central, letter, file_id, at)
    assert opened(north, letter, file_id, at) == PDF


@pytest.mark.parametrize("reader", ["central", "south"])
def test_a_file_is_not_given_back_or_to_anybody_else(north, south, central, at, reader):
    letter = sent(north)
    attached(north, letter, at)
    take(north, letter, rules.WITHDRAWN)
    reader_id = {"central": central, "south": south}[reader].id
    with at(north):
        with pytest.raises(DBAPIError, match="a file can only be taken back"):
            db.session.execute(
                sa.update(ReferralFile).values(
                    reader_center_id=reader_id,
                    taken_back_at=calendar.now(),
                    taken_back_by_name="職員",
                )
            )
        db.session.rollback()


def test_no_file_goes_onto_a_withdrawn_letter_or_the_step_of_the_other_side(north, central, at):
    letter = sent(north)
    take(north, letter, rules.NOTED)
    take(central, letter, rules.RECEIVED)
    for place, position, refusal in ((central, 1, "no such step"), (north, 2, "no such step")):
        with at(place):
            taken = sa.select(ReferralStep).where(ReferralStep.position == position)
            step = db.session.scalars(taken).one()
            with pytest.raises(DBAPIError, match=refusal):
                service.attach(step, [service.Sent("a.pdf", PDF)])
            db.session.rollback()
    take(north, letter, rules.WITHDRAWN)
    with at(north):
        step = queries.steps(queries.referral(letter.id))[0]
        with pytest.raises(DBAPIError, match="the letter is withdrawn"):
            service.attach(step, [service.Sent("a.pdf", PDF)])
        db.session.rollback()


def test_by_form_a_file_comes_along_and_is_only_ever_downloaded(visitor, north, central, at):
    letter = sent(north)
    ward, coordinator = visitor(Role.WARD_WORKER, north), visitor(Role.CENTRAL_COORDINATOR, central)
    take(central, letter, rules.RECEIVED)
    address = f"/centers/north/referrals/{letter.id}"
    answered = ward.post(
        f"{address}/sender-steps",
        data={"kind": "replied", "words": "どうぞ", "files": (io.BytesIO(PDF), "見積書.pdf")},
    )
    assert answered.status_code == 302
    page = coordinator.get(f"/centers/central/referrals/{letter.id}").text
    assert "見積書.pdf" in page
    with at(north):
        [file] = queries.files(queries.referral(letter.id))
    got = coordinator.get(f"/centers/central/referrals/{letter.id}/files/{file.id}")
    assert got.data == PDF
    assert got.headers["Content-Disposition"].startswith("attachment; filename")
    assert "filename*=UTF-8''%E8%A6%8B" in got.headers["Content-Disposition"]
    assert got.headers["X-Content-Type-Options"] == "nosniff"


def test_by_form_a_refused_file_takes_no_step_and_loses_no_words(visitor, north, central, at):
    letter = sent(north)
    take(central, letter, rules.RECEIVED)
    refused = visitor(Role.WARD_WORKER, north).post(
        f"/centers/north/referrals/{letter.id}/sender-steps",
        data={"kind": "replied", "words": "長い返事", "files": (io.BytesIO(b"MZ"), "a.exe")},
    )
    assert refused.status_code == 422
    assert "長い返事</textarea>" in refused.text
    assert "送れない種類です" in refused.text
    with at(north):
        assert len(queries.steps(queries.referral(letter.id))) == 1


def test_over_the_api_a_file_is_sent_and_fetched_by_the_other_side(visitor, north, central):
    letter = sent(north)
    ward, coordinator = visitor(Role.WARD_WORKER, north), visitor(Role.CENTRAL_COORDINATOR, central)
    made = ward.post(
        f"/api/v1/centers/north/referrals/{letter.id}/files",
        data={"file": (io.BytesIO(PDF), "会則.pdf"), "words": "会則です"},
    )
    assert (made.status_code, made.json["name"]) == (201, "会則.pdf")
    base = f"/api/v1/centers/central/referrals/{letter.id}"
    assert coordinator.get(base).json["files"] == [made.json]
    assert coordinator.get(f"{base}/files/{made.json['id']}").data == PDF


def test_a_file_of_one_letter_is_not_found_on_another(north, central, at):
    letter, other = sent(north), sent(north)
    file_id = attached(north, letter, at)
    bring_to(rules.RECEIVED, other, ward=north, central=central)
    with pytest.raises(NotFoundError):
        opened(central, other, file_id, at)


def test_one_file_is_taken_back_by_who_sent_it_and_the_rest_stays(visitor, north, central, at):
    letter = sent(north)
    roster = attached(north, letter, at, name="名簿.pdf")
    rules_of_club = attached(north, letter, at, name="会則.pdf")
    ward, coordinator = visitor(Role.WARD_WORKER, north), visitor(Role.CENTRAL_COORDINATOR, central)
    address = f"referrals/{letter.id}/files/{roster}/withdrawal"

    assert coordinator.post(f"/centers/central/{address}").status_code == 409
    assert ward.post(f"/centers/north/{address}").status_code == 302
    assert ward.post(f"/api/v1/centers/north/{address}").status_code == 409

    with pytest.raises(NotFoundError):
        opened(central, letter, roster, at)
    assert opened(central, letter, rules_of_club, at) == PDF
    assert opened(north, letter, roster, at) == PDF
    page = coordinator.get(f"/centers/central/referrals/{letter.id}").text
    assert "会則.pdf" in page
    assert "名簿.pdf" not in page
    mine = ward.get(f"/centers/north/referrals/{letter.id}").text
    assert "取り消し" in mine.partition("名簿.pdf")[2]
    with at(north):
        kept = {file.name: file.taken_back_by_name for file in _files(letter)}
    assert kept == {"名簿.pdf": "港北 区センター職員", "会則.pdf": None}


def _files(letter):
    return queries.files(queries.referral(letter.id))


def test_who_takes_a_consent_back_is_told_that_files_are_still_open(visitor, north, central, at):
    letter = sent(north, consent=CONSENT)
    file_id = attached(north, letter, at)
    ward = visitor(Role.WARD_WORKER, north)
    with at(north):
        service.withdraw_consent(queries.referral(letter.id), withdrawn_by_name="職員")
    address = f"/centers/north/referrals/{letter.id}"
    assert "一つずつ取り消せます" in ward.get(address).text
    ward.post(f"{address}/files/{file_id}/withdrawal")
    assert "一つずつ取り消せます" not in ward.get(address).text


def test_files_that_are_too_large_together_are_refused_and_words_stay(visitor, north, monkeypatch):
    monkeypatch.setattr("app.referrals.service.files.LARGEST", 2 * len(PDF) - 1)
    ward, letter = visitor(Role.WARD_WORKER, north), sent(north)
    page = f"/centers/north/referrals/{letter.id}"
    files = [(io.BytesIO(PDF), f"{name}.pdf") for name in "ab"]
    typed = {"kind": "noted", "words": "二つ送ります", "files": files}
    answer = ward.post(f"{page}/sender-steps", data=typed)
    assert answer.status_code == 422
    assert "合わせて20MBまで" in answer.text
    assert "二つ送ります</textarea>" in answer.text
    assert "二つ送ります" not in ward.get(page).text
