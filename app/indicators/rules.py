"""The cards. A figure that is counted or printed without one fails a test.

A change of what is counted is written into `changes` of its card, with the fiscal year from
which it holds: a definition never changes silently.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

CITY = "市民局 市民協働推進課"
CENTER = "横浜市市民協働推進センター"
EACH_MONTH = "受付日時の属する月(日本時間)に数えます。"
SINCE = "令和2年度(2020年度)から、この定義です。"


@dataclass(frozen=True, slots=True)
class Card:
    """One figure. `measures`: those of the recount that it explains, as measure or measure/code."""

    code: str
    title: str
    definition: str
    formula: str
    denominator: str = "なし(件数です)"
    rounding: str = "なし(整数です)"
    owner: str = CENTER
    measures: tuple[str, ...] = ()
    changes: tuple[str, ...] = field(default=(SINCE,))


CARDS: tuple[Card, ...] = (
    Card(
        "consultations",
        "相談件数",
        "センターが記録した相談の数です。1回の受付を1件とします。書きかけと、削除した記録は"
        f"数えません。{EACH_MONTH}",
        "その月に受け付けた相談の記録の数",
        measures=("consultations/total",),
    ),
    Card(
        "distinct",
        "相談の実件数",
        "区が推進センターにつなぎ、両方で記録した相談を、1件と数えた数です。区と推進センターの"
        "両方を合わせて見るときだけ示します。",
        "相談件数(延べ) － 区と推進センターの両方で記録した件数",
    ),
    Card(
        "topics",
        "相談内容別の件数",
        "相談内容の項目ごとの○の数です。1件の相談に複数の○が付くため、合計は相談件数と一致"
        "しません。順位①②③は「その他」を除いて付け、同じ数なら先に並ぶ項目を上とします。",
        "その項目に○が付いた相談の数",
        measures=("topics",),
        changes=(
            SINCE,
            "令和3年度(2021年度)から、項目「センターの機能に関する相談」「空家マッチング」があります。",
            "項目のない年度の数字は作りません(－)。",
        ),
    ),
    Card(
        "topic_tags",
        "相談内容の延べ件数",
        "相談内容の○を、すべての項目について合わせた数です(※合計)。",
        "相談内容別の件数の合計",
        measures=("topic_tags/total",),
    ),
    Card(
        "primary_topics",
        "主な相談内容別の件数",
        "◎(主な相談内容)の数です。1件に一つなので、合計は相談件数と一致します。",
        "その項目が◎の相談の数",
        measures=("primary_topics",),
    ),
    Card(
        "channels",
        "相談方法別の件数",
        "来館・電話などの方法ごとの相談件数です。1件に一つです。",
        "その方法で受け付けた相談の数",
        measures=("channels",),
    ),
    Card(
        "client_types",
        "相談者の属性別の件数",
        "個人・NPO法人などの属性ごとの相談件数です。わからないときは「不明」とします。",
        "その属性の人や団体からの相談の数",
        measures=("client_types",),
    ),
    Card(
        "kinds",
        "種別の件数",
        "相談・問い合わせ・要望の別です。1件に一つです。",
        "その種別の相談の数",
        measures=("kinds",),
    ),
    Card(
        "outcomes",
        "対応結果別の件数",
        "対応の結果ごとの相談件数です。終わっていない相談は「結果の記入なし」か「継続対応」に"
        "数えます。結果は後から決まるため、月を締めた後も、終わっていなかった相談の結果は入ります。",
        "その結果の相談の数",
        measures=("outcomes",),
    ),
    Card(
        "fields",
        "活動分野別の件数",
        "特定非営利活動促進法 別表の20分野ごとの数です。1件に複数の分野が付くことも、付かない"
        "こともあります。",
        "その分野が付いた相談の数",
        measures=("fields",),
        changes=(
            "令和8年度(2026年度)から数えています。それより前の月も、記録にあるものは数えます。",
        ),
    ),
    Card(
        "continued",
        "新規・継続別の件数",
        "前の相談の続きとして記録したものが「継続」、ほかは「新規」です。",
        "継続元の受付番号がある相談の数、ない相談の数",
        measures=("continued",),
    ),
    Card(
        "referrals",
        "推進センターへつないだ件数",
        "区が推進センターに送った相談の数です。送った日の属する月に数えます。取り下げたものも"
        "数えます。",
        "その月に送った相談の数",
        measures=("referrals/sent",),
    ),
    Card(
        "targets",
        "推進センターの返事の早さ",
        "推進センターは、区からの相談を、届いた開館日(閉館後や休館日に届いたものは次の開館日)の"
        "うちに受け取り、2開館日以内に、はじめの返事(質問・回答・辞退・ほかへの引き継ぎ)をします。"
        "推進センターの開館日で数えます。",
        "その月に受け取った(はじめの返事があった)相談の数と、そのうち期限までだった数",
        measures=("targets",),
        changes=("令和8年(2026年)11月から数えています。それより前に送った相談は入りません。",),
    ),
    Card(
        "linked",
        "区と推進センターの両方で記録した件数",
        "推進センターが、区からの相談について自分の相談としても記録した数です。"
        "推進センターの受付日の月に数えます。",
        "区からの相談に結び付いた、推進センターの記録の数",
        measures=("referrals/recorded",),
    ),
    Card(
        "minutes",
        "所要時間の合計",
        "相談の記録に書かれた所要時間の合計です。書かれていない相談は入りません。",
        "所要時間(分)の合計",
        measures=("minutes/total",),
    ),
    Card(
        "minutes_recorded",
        "所要時間を記した相談",
        "所要時間が書かれた相談の数です。0分と書いたものも数えます。",
        "所要時間がある相談の数",
        measures=("minutes/recorded",),
    ),
    Card(
        "mean_minutes",
        "1件あたりの所要時間",
        "所要時間を記した相談だけの平均です。記していない相談を0分とはみなしません。",
        "所要時間の合計 ÷ 所要時間を記した相談",
        denominator="所要時間を記した相談の数",
        rounding="1分未満を四捨五入",
    ),
    Card(
        "rates",
        "人口10万人あたりの件数",
        "区の相談件数を、その区の人口で割ったものです。人口は推進センターが出典とともに入力した、"
        "期間の最後の月の年度の数字です。",
        "相談件数 × 100,000 ÷ 区の人口",
        denominator="区の人口",
        rounding="小数第2位を四捨五入",
        owner=CITY,
    ),
    Card(
        "reported",
        "提出した区の数(n/18区)",
        "期間のうち終わった月を、すべて提出した区の数です。提出していない区の数字も、記録された"
        "分は合計に入っています。提出のない区を0件とはみなしません。",
        "期間の終わった月をすべて提出した区の数 / 区の数",
        denominator="区の数",
        owner=CITY,
    ),
    Card(
        "compared",
        "前年同期との増減",
        "同じ月の並びの、前の年度の数字との差です。前の年度にない項目とは比べません(－)。",
        "この期間の数 － 前年同期の数",
    ),
    Card(
        "unusual",
        "ふだんより多い項目",
        "過去36か月の中央値に、ふだんのばらつきの4倍を足した「ふだんの上限」を超え、過去の同じ月の"
        "どれよりも多い数字に付ける印です。10件より少ないものには付けません。",
        "数字 > 中央値 + 4 × max(1.4826 × 中央値からのずれの中央値, √中央値, 1)",
        rounding="上限は小数点以下を切り捨て",
    ),
)

BY_CODE: Mapping[str, Card] = {card.code: card for card in CARDS}


def card_of(measure: str, code: str) -> Card | None:
    """The card that explains a figure of the recount."""
    names = {f"{measure}/{code}", measure}
    return next((card for card in CARDS if names & set(card.measures)), None)


def as_definitions() -> list[dict[str, str]]:
    """The cards as they are frozen with what is published."""
    return [
        {
            "code": card.code,
            "title": card.title,
            "definition": card.definition,
            "formula": card.formula,
            "denominator": card.denominator,
            "rounding": card.rounding,
            "owner": card.owner,
            "changes": " ".join(card.changes),
        }
        for card in CARDS
    ]
