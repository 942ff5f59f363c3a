from app.access.permissions import Role
from app.reports.rules.spaces import METHODS, POOLED
from tests.reports.fixtures import space_months

PAGE = "/centers/central/reports/spaces"
API = "/api/v1/centers/central/reports/spaces"


def typed(month, **changes):
    return {
        "month": str(month.month),
        "available_minutes": month.available,
        "joint_minutes": month.joint,
        "standalone_minutes": month.standalone,
        **changes,
    }


def test_the_seeds_table_stands_on_the_page(visitor, central):
    coordinator = visitor(Role.CENTRAL_COORDINATOR, central)
    for month in space_months():
        assert coordinator.post(PAGE, data=typed(month)).status_code == 302

    shown = coordinator.get(f"{PAGE}?year=2020").text

    for cells in (
        ("スペースAB 稼働率", 22, 18, 14, 25, 64, 46, 30, 26, 30),
        ("アトリウム一体", 7, 8, 0, 10, 47, 5, 10, 4, 11),
        ("スペースAB 単独", 15, 10, 14, 15, 17, 41, 20, 22, 19),
    ):
        label, *values = cells
        row = f'<th scope="row">{label}</th>' + "".join(
            f'<td class="number">{value}%</td>' for value in values
        )
        assert row in shown
    assert METHODS[POOLED] in shown
    assert "まだ入力されていません" in coordinator.get(f"{PAGE}?year=2019").text


def test_a_month_entered_again_takes_the_place_of_the_first(visitor, central):
    program = visitor(Role.CENTRAL_MANAGER, central)
    july = space_months()[0]
    for joint in (july.joint, 1):
        assert program.post(API, json=typed(july, joint_minutes=joint)).status_code == 201

    listed = program.get(API, query_string={"year": 2020}).json["items"]
    assert [(each["month"], each["joint_minutes"]) for each in listed] == [("2020-07", 1)]


def test_more_used_than_available_is_refused_in_words_and_changes_nothing(visitor, central):
    program = visitor(Role.CENTRAL_MANAGER, central)
    july = typed(space_months()[0], available_minutes=1)

    page = program.post(PAGE, data=july)

    assert page.status_code == 422
    assert "使われた時間の合計は、利用できた時間までにしてください。" in page.text
    assert program.post(API, json=july).status_code == 422
    assert program.get(API, query_string={"year": 2020}).json["items"] == []
