"""What somebody without a place here meets: pages, files, and nothing else."""

import csv
import hashlib
import io
import json
import re

import pytest

from app.access.permissions import Role
from app.opendata.queries import editions as queries
from app.opendata.service import editions as service
from tests.opendata.attack import Attack, read
from tests.opendata.cities import truth_of
from tests.opendata.years import PERIOD, WORDS, a_year, an_order, one_more_case, published


@pytest.fixture
def files(edition, nobody):
    """Every CSV file, as it is downloaded."""
    document = nobody.get(f"/opendata/{edition.slug}/metadata.json").json
    return {
        table["name"]: nobody.get(f"/opendata/{edition.slug}/{table['name']}.csv").data
        for table in document["tables"]
    }


def test_the_list_names_what_was_published(edition, nobody):
    page = nobody.get("/opendata/")
    assert page.status_code == 200
    assert WORDS.title in page.text
    assert "2/2区" in page.text


def test_without_an_edition_the_list_says_so(app, nobody):
    assert "公開しているデータはまだありません" in nobody.get("/opendata/").text


def test_an_edition_says_what_it_is(edition, nobody):
    page = nobody.get(f"/opendata/{edition.slug}/").text
    for words in ("CC BY 4.0", "見本の窓口", "令和6年度(2024年度)", "秘匿", "年1回", "列の説明"):
        assert words in page
    assert "見本の管理者" not in page


def test_a_table_is_shown_as_the_file_says(edition, nobody):
    page = nobody.get(f"/opendata/{edition.slug}/client_types/")
    assert page.status_code == 200
    assert ">X<" in page.text
    headings = re.findall(r"<th scope=\"col\"[^>]*>([^<]+)<", page.text)
    assert headings == ["相談者の属性", "全市", "港北区", "南区", "推進センター"]


def test_csv_keeps_the_rules_for_tables(files):
    for content in files.values():
        text = content.decode("utf-8")
        assert text.startswith("\ufeff")
        assert text.count("\n") == text.count("\r\n")
        rows = read(content)
        for row in rows:
            assert row["件数"] == "" or row["件数"].isdigit()
            assert row["秘匿"] in {"0", "1"}
            assert (row["件数"] == "") == (row["秘匿"] == "1" or row["報告月数"] == "0")
        assert {row["地域コード"] for row in rows} == {"141097", "141054", "", "141003"}
        assert {row["年度"] for row in rows} == {"2024"}
        assert {row["年度（和暦）"] for row in rows} == {"令和6年度"}
        assert len({(row["項目コード"], row["地域名"]) for row in rows}) == len(rows)


def test_json_says_the_same_as_csv(edition, files, nobody):
    for name, content in files.items():
        rows = nobody.get(f"/opendata/{edition.slug}/{name}.json").json["rows"]
        as_text = [
            {column: "" if value is None else str(value) for column, value in row.items()}
            for row in rows
        ]
        assert as_text == list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


def test_no_file_gives_away_what_is_hidden(files):
    attack = Attack([files])
    assert attack.hidden
    assert attack.determined() == {}
    for found in attack.ranges().values():
        assert found.highest - found.lowest >= 3


def test_a_second_edition_of_the_same_period_gives_nothing_away(
    edition, files, north, central, at, nobody, worker_round
):
    """Counted anew after one more case was recorded: both editions are in everybody's hands."""
    with at(north):
        one_more_case()
    draft = an_order(central, tables=["consultations", "topics", "kinds"])
    worker_round()
    again = published(central, draft)
    second = {
        name: nobody.get(f"/opendata/{again.slug}/{name}.csv").data
        for name in ("consultations", "topics", "kinds")
    }
    with at(central):
        before, after = (
            truth_of(counted.material, counted.tables)
            for counted in queries.published_of(PERIOD).values()
        )

    same = frozenset(name for name, value in before.items() if after.get(name) == value)
    attack = Attack([files, second], unchanged=same)

    changed = after.keys() - same
    assert changed
    shown_twice = [name for name in changed if (1, name) in attack.known]
    assert shown_twice == []  # the one case is not to be read off
    assert attack.hidden
    assert attack.determined() == {}
    for found in attack.ranges().values():
        assert found.highest - found.lowest >= 3


def test_metadata_name_every_file_with_its_hash(edition, nobody):
    document = nobody.get(f"/opendata/{edition.slug}/metadata.json").json
    assert document["@type"] == "dcat:Dataset"
    assert len(document["dcat:distribution"]) == 14
    for each in document["dcat:distribution"]:
        address = each["dcat:accessURL"]
        assert address.startswith("http")
        answer = nobody.get(address[address.index("/opendata/") :])
        assert hashlib.sha256(answer.data).hexdigest() == each["spdx:checksum"]["value"]
        assert answer.content_type == each["dcat:mediaType"]


def test_the_catalogue_lists_what_may_be_used(edition, nobody, central, at):
    def listed():
        found = nobody.get("/opendata/catalog.json").json["dcat:dataset"]
        return [each["dct:identifier"] for each in found]

    assert listed() == [edition.slug]
    with at(central):
        service.withdraw(queries.edition(edition.id), reason="誤り", by_name="見本")
    assert listed() == []


@pytest.mark.parametrize(
    "path", ["", "{}/", "{}/channels/", "{}/channels.csv", "{}/metadata.json", "catalog.json"]
)
def test_what_is_public_may_be_kept_and_is_not_sent_again(edition, nobody, path):
    address = "/opendata/" + path.format(edition.slug)
    first = nobody.get(address)
    assert first.status_code == 200
    assert first.headers["Cache-Control"].startswith("public, max-age=")
    assert ("Access-Control-Allow-Origin" in first.headers) == (first.mimetype != "text/html")
    assert "Set-Cookie" not in first.headers

    again = nobody.get(address, headers={"If-None-Match": first.headers["ETag"]})

    assert again.status_code == 304
    assert again.data == b""


def test_what_is_public_is_the_same_for_somebody_signed_in(edition, nobody, visitor, central):
    """Kept by a cache between, it must carry nobody's cookie and nobody's name."""
    manager = visitor(Role.CENTRAL_MANAGER, central)
    for path in ("", f"{edition.slug}/", f"{edition.slug}/channels/"):
        answer = manager.get(f"/opendata/{path}")
        assert "Set-Cookie" not in answer.headers
        assert answer.data == nobody.get(f"/opendata/{path}").data


def test_other_pages_are_kept_nowhere(edition, nobody, visitor, central):
    manager = visitor(Role.CENTRAL_MANAGER, central)
    assert nobody.get("/sign-in").headers["Cache-Control"] == "no-store"
    page = manager.get(f"/centers/central/opendata/editions/{edition.id}")
    assert page.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    "path",
    [
        "x/",
        "x/channels/",
        "x/channels.csv",
        "{}/x/",
        "{}/x.csv",
        "{}/..%2fx",
        "x/metadata.json",
        "x%00/",
        "{}/x%00.csv",
    ],
)
def test_what_was_never_published_is_not_found(edition, nobody, path):
    assert nobody.get("/opendata/" + path.format(edition.slug)).status_code == 404


def test_a_withdrawn_edition_says_so_and_gives_no_file(edition, nobody, central, at):
    with at(central):
        service.withdraw(queries.edition(edition.id), reason="集計の誤り", by_name="取りやめた人")

    page = nobody.get(f"/opendata/{edition.slug}/")
    assert page.status_code == 200
    assert "集計の誤り" in page.text
    assert "取りやめた人" not in page.text
    for path in ("channels/", "channels.csv", "channels.json"):
        gone = nobody.get(f"/opendata/{edition.slug}/{path}")
        assert gone.status_code == 410
        assert "取りやめ" in gone.text
    assert nobody.get(f"/opendata/{edition.slug}/metadata.json").json["withdrawal_reason"]


def test_no_draft_is_seen_by_anybody_else(north, south, central, nobody, worker_round):
    a_year([north, south, central])
    an_order(central)
    worker_round()

    assert "見本の統計" not in nobody.get("/opendata/").text
    assert nobody.get("/opendata/catalog.json").json["dcat:dataset"] == []
    assert nobody.get("/api/v1/opendata/editions").json["items"] == []


def test_the_files_hold_nothing_but_figures(edition, nobody):
    document = json.dumps(nobody.get(f"/opendata/{edition.slug}/metadata.json").json)
    for secret in ("inner", "reasons", "truth", "reason_"):
        assert secret not in document
