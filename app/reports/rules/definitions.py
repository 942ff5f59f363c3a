"""What each printed figure means, in plain Japanese. Part of every edition, and frozen with it."""

from collections.abc import Iterator

from app.reports.rules.content import Counted, Definition, Entered
from app.reports.rules.kinds import ANNUAL
from app.reports.rules.spaces import BASIS, METHODS

COMMON = {
    "相談件数": "受け付けた相談の記録の数です。1回の受付を1件と数えます。",
    "相談内容": (
        "相談1件に一つ以上付けた項目の数です。1件が複数の項目に入ることがあるため、"
        "合計は相談件数と一致しません。"
    ),
    "①②③": (
        "件数の多い順です。「その他」は順位に入れません。件数が同じときは、表の上にある項目を先にします。"
    ),
    "時点": (
        "集計した数字は、示した日の終わりまでに記録されていたものです。"
        "その後に記録・訂正された相談は入りません。"
    ),
}
YEARLY = {
    "前年度": "前の年度の同じ月までの数字を、同じ数え方で集計したものです。",
    "公開した事例": "推進センターが作り、期間中に公開して、時点の日に公開されている事例の数です。",
    "ネットワーク会議の開催": "期間中に開いた、区市民活動支援センター会議の回数です。",
    "区市民活動支援センターからつながれた相談": (
        "18区のセンターが、期間中に推進センターにつないだ相談の数です。"
    ),
}
MONTHLY = {
    "前月": "この報告の前の月の数字です。",
    "前年同月": "前の年の同じ月の数字です。",
    "4月からの累計": "年度のはじめ(4月)から、この月の終わりまでの相談件数です。",
}
BY_HAND = "センターが入力した数字です。システムの記録から集計したものではありません。"


def definitions(kind: str, counted: Counted, entered: Entered) -> tuple[Definition, ...]:
    """Of the figures that this edition prints, in their order."""
    return tuple(_definitions(kind, counted, entered))


def _definitions(kind: str, counted: Counted, entered: Entered) -> Iterator[Definition]:
    for term, words in (COMMON | (YEARLY if kind == ANNUAL else MONTHLY)).items():
        yield Definition(term, words)
    if counted.reported:
        words = "期間のうち終わった月をすべて提出した区の数と、区の総数です。"
        yield Definition(counted.reported, words)
    if entered.spaces:
        yield Definition("稼働率", f"{BASIS}{METHODS[entered.average]}")
    if entered.results or entered.spaces:
        yield Definition("手入力", BY_HAND)
