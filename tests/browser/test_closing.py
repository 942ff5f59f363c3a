"""A ward looks through a month and submits it; the city closes it; a late change is proposed."""

import re

import pytest
import sqlalchemy as sa
from playwright.sync_api import expect

from app.calendar import Month
from app.closings.service import close_city_month
from app.statistics.models import CityClosing, MonthClosing
from tenants import db
from tests.places import as_system, at
from tests.statistics.months import a_consultation, counted_everything
from worker.tasks.corrections import apply_accepted

MARCH = Month(2026, 3)
CHECKLIST = f"/centers/north/statistics/closings/{MARCH}"
TILES = f"/city/closings/{MARCH}"


@pytest.fixture
def record(site):
    """A consultation of March; afterwards March is open again for all that comes."""
    with site.app.app_context():
        with at(site.places["north"]):
            made = a_consultation(MARCH.first_day).id
            counted_everything()
        yield made
        with as_system():
            db.session.execute(sa.delete(CityClosing).where(CityClosing.month == MARCH.first_day))
        with at(site.places["north"]):
            submitted = MonthClosing.month == MARCH.first_day
            db.session.execute(sa.delete(MonthClosing).where(submitted))


def test_the_check_list_is_confirmed_before_a_month_is_submitted(record, sit_down):
    page = sit_down("manager")
    page.goto(CHECKLIST)
    expect(page.get_by_role("heading", name=re.compile("記録のない開館日"))).to_be_visible()
    page.get_by_role("button", name="この月を提出する").click()
    expect(page.get_by_role("alert").first).to_contain_text("記録のない開館日")

    page.get_by_label("確認しました").check()
    page.get_by_role("button", name="この月を提出する").click()

    expect(page.locator(".notice.success")).to_contain_text("令和8年3月を提出しました")
    page.goto(CHECKLIST)
    expect(page.get_by_text("この月は提出済みです")).to_be_visible()


def test_a_late_change_is_proposed_with_its_effect_and_accepted(site, record, sit_down):
    with as_system():
        close_city_month(MARCH, by_name="推進の人", confirmed=True)
    ward = sit_down("worker")
    ward.goto(f"/centers/north/consultations/{record}/edit")
    ward.get_by_label("来館", exact=True).check()
    ward.get_by_label("概要").fill("書きなおした概要")
    ward.locator("main form button.primary").first.click()

    expect(ward.get_by_role("heading", level=1)).to_have_text("訂正として相談の記録を直す")
    effect = ward.locator(".effect")
    expect(effect).to_have_text(re.compile(r"令和8年3月 相談方法: 電話 (\d)→\d ほか1"))
    expect(effect).to_contain_text("公表済みの資料は変わりません")
    ward.get_by_label("訂正の理由").fill("来館だったのを電話と記録していた")
    ward.get_by_role("button", name="推進センターに申し出る").click()
    expect(ward.locator(".notice.success")).to_contain_text("推進センターに申し出ました")
    address = ward.url

    central = sit_down("second coordinator")
    central.goto(address.replace("north", "central"))
    expect(central.get_by_text("来館だったのを電話と記録していた")).to_be_visible()
    central.get_by_role("button", name="認める", exact=True).click()
    expect(central.locator(".notice.success")).to_contain_text("訂正を認めました")
    apply_accepted()

    ward.goto(address)
    expect(ward.get_by_text("反映済み").first).to_be_visible()
    ward.get_by_role("link", name="相談の記録を開く").click()
    expect(ward.locator("main")).to_contain_text("書きなおした概要")
    expect(ward.locator("main")).to_contain_text("来館")
