from app.cli.network import found_network, network
from tenants.queries import centers, central_center, wards

ORDER = "鶴見 神奈川 西 中 南 保土ケ谷 磯子 金沢 港北 戸塚 港南 旭 緑 瀬谷 栄 泉 青葉 都筑"


def test_eighteen_wards_stand_in_official_order_before_the_central_center(only_yokohama, as_system):
    with as_system():
        found_network()

        assert [ward.short_name for ward in wards()] == ORDER.split()
        assert centers()[-1].slug == central_center().slug == "central"


def test_founding_twice_founds_nothing_twice(only_yokohama, as_system):
    with as_system():
        found_network()
        first = {center.slug: center.id for center in centers()}
        found_network()

        assert {center.slug: center.id for center in centers()} == first


def test_every_ward_code_carries_its_check_digit():
    """JIS X 0402: the last digit is eleven minus the weighted sum of the others, modulo eleven."""
    for code in (center["ward_code"] for center in network()):
        if code:
            weighted = sum(
                int(digit) * weight for digit, weight in zip(code, range(6, 1, -1), strict=False)
            )
            assert int(code[-1]) == (11 - weighted % 11) % 10


def test_the_centers_keep_different_hours():
    assert len({center["weekday_closes"] for center in network()}) > 3
    assert all(center["weekday_opens"] < center["weekday_closes"] for center in network())
