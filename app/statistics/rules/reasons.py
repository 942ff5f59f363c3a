"""Why a month or a figure is as it is shown: sentences made from facts."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Protocol

from app.calendar import CITY_TIME, Month, japanese_day, japanese_month


class Closing(Protocol):
    @property
    def closed_at(self) -> datetime: ...
    @property
    def closed_by_name(self) -> str: ...


def why_month(
    month: Month, closing: Closing | None, today: date, of_city: Closing | None = None
) -> str:
    """Why a month is 提出済み, 未提出, closed by the city or still open."""
    if of_city:
        at = of_city.closed_at.astimezone(CITY_TIME)
        return (
            f"推進センターが{japanese_day(at.date())} {at:%H:%M}に、全市の月を締めたからです。"
            "件数が変わる記録の変更は、推進センターが認めた訂正だけが数字に入ります。"
        )
    if closing:
        at = closing.closed_at.astimezone(CITY_TIME)
        return (
            f"{closing.closed_by_name}さんが"
            f"{japanese_day(at.date())} {at:%H:%M}に提出したからです。"
            "提出した後に記録を直しても集計に反映されます。取り消せるのは管理者です。"
        )
    if month.last_day < today:
        return (
            f"{japanese_month(month)}は終わりましたが、まだ提出されていないからです。"
            "記録がなくても、提出するまでは「0件」とはみなしません。提出できるのは管理者です。"
        )
    return (
        f"{japanese_month(month)}は{japanese_day(month.last_day)}まであるからです。"
        f"{japanese_day(month.next.first_day)}から提出できます。"
    )


def why_figures(
    as_of: datetime | None, counting: Sequence[Month], *, since: datetime | None
) -> list[str]:
    """Why the figures are from the moment that is shown, and whether a change is on its way."""
    told = (
        [f"この画面の数字は、{as_of.astimezone(CITY_TIME):%m/%d %H:%M}に数えたものだからです。"]
        if as_of
        else ["この期間の記録が、まだないか、数えられていないからです。"]
    )
    if counting and since:
        months = "、".join(japanese_month(month) for month in counting)
        at = since.astimezone(CITY_TIME)
        told.append(
            f"{months}の記録が{at:%H:%M}から変わったので、いま数えなおしています。"
            "ふつうは数秒で終わります。画面を開きなおしてください。"
        )
    else:
        told.append(
            "数えたあとに変わった記録はありません。毎晩、すべてを数えなおして確かめています。"
        )
    return told
