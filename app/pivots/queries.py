"""The counts of a question: over the open center's rows, across the city over its views."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from psycopg.errors import QueryCanceled
from sqlalchemy.exc import OperationalError

from app.calendar import FiscalYear, Month
from app.codes.queries import code_lists
from app.codes.rules import CodeLists
from app.consultations.models import Consultation, ConsultationTopic
from app.errors import InvalidError, NotFoundError
from app.pivots import rules
from app.pivots.models import Pivot
from app.pivots.rules import Answer, Counted, Question
from app.pivots.rules.answers import Counts
from tenants import CITY, CenterOwned, current_actor_id, current_scope, db
from tenants import queries as tenants
from tenants.city import city_view

SECONDS = 10
"""How long a question may take; a longer one would keep others waiting."""
TOO_LONG = f"{SECONDS}秒以内に数え終わりませんでした。期間を短くするか、行と列を減らしてください。"
MOST_CELLS = 20_000
LISTS = {
    "topic": "topics",
    "primary_topic": "topics",
    "channel": "channels",
    "client_type": "client_types",
    "kind": "kinds",
    "outcome": "outcomes",
    "activity_field": "activity_fields",
}
"""The code list of a dimension."""

BLANK = "記入なし"
MAY_BE_BLANK = frozenset({"outcome", "primary_topic", "activity_field"})
Selected = sa.Select[*tuple[Any, ...]]


def answered(question: Question) -> Answer:
    """Count what was asked.

    Raises:
        InvalidError: it takes too long, or gives more cells than anybody reads.
    """
    counts = _counts(question)
    if len(counts.rows) * max(1, len(counts.columns)) > MOST_CELLS:
        raise InvalidError({"row": ["行と列が多すぎます。期間か項目を絞ってください。"]})
    said = Said.now()
    across_city = current_scope() == CITY
    return rules.answer(question, counts, said.label, said.order, small_unseen=across_city)


def _counts(question: Question) -> Counts:
    """Each total by a statement of its own: a record with two topics is one in the total."""
    statement, column = Statement(question), (question.column,) if question.column else ()
    wanted = dict.fromkeys((question.dimensions, question.rows, column, ()))
    try:
        with db.session.begin_nested(), _bounded():
            found = {names: statement.counted(names) for names in wanted}
    except OperationalError as error:
        if isinstance(error.orig, QueryCanceled):
            raise InvalidError({"last": [TOO_LONG]}) from None
        raise
    cells = found[question.dimensions] if column else {}
    columns = found[column] if column else {}
    return Counts(
        {(codes[:-1], codes[-1]): counted for codes, counted in cells.items()},
        found[question.rows],
        {codes[0]: counted for codes, counted in columns.items()},
        found[()].get((), Counted(0, 0, 0, 0)),
    )


@contextmanager
def _bounded() -> Iterator[None]:
    """Let no statement run longer than `SECONDS`; what was allowed before is allowed after."""
    before = db.session.scalar(sa.select(sa.func.current_setting("statement_timeout")))
    _allow(f"{SECONDS}s")
    yield
    _allow(before or "0")


def _allow(time: str) -> None:
    only_here = sa.true()
    db.session.execute(sa.select(sa.func.set_config("statement_timeout", time, only_here)))


class Statement:
    """The SELECT of a question, grouped by any of its dimensions."""

    def __init__(self, question: Question) -> None:
        self.question = question
        self.consultations = _seen(Consultation)
        self.tags = _seen(ConsultationTopic)
        self.primary = self.tags.alias("primary_tag")
        fields = sa.func.unnest(self.consultations.c.activity_fields)
        one_each = fields.table_valued(sa.column("code", sa.Text))
        self.fields = one_each.render_derived(name="fields")
        c = self.consultations.c
        self.codes: Mapping[str, sa.ColumnElement[Any]] = {
            "center": sa.cast(c.center_id, sa.Text),
            "fiscal_year": sa.func.to_char(c.month - sa.text("interval '3 months'"), "YYYY"),
            "month": sa.func.to_char(c.month, "YYYY-MM"),
            "topic": self.tags.c.topic,
            "primary_topic": sa.func.coalesce(self.primary.c.topic, rules.NOTHING),
            "channel": c.channel,
            "client_type": c.client_type,
            "kind": c.kind,
            "outcome": sa.func.coalesce(c.outcome, rules.NOTHING),
            "activity_field": sa.func.coalesce(self.fields.c.code, rules.NOTHING),
            "continued": sa.case((c.continues_id.is_(None), "new"), else_="continued"),
        }

    def counted(self, names: Sequence[str]) -> dict[tuple[str, ...], Counted]:
        """By the codes of `names`; nothing where no record is."""
        width = len(names)
        rows = db.session.execute(self._grouped(names))
        return {tuple(row[:width]): Counted(*row[width:]) for row in rows if row[width]}

    def _grouped(self, names: Sequence[str]) -> Selected:
        c = self.consultations.c
        by_items = self.question.measure == "items"
        records = sa.func.count(sa.distinct(c.id)) if by_items else sa.func.count()
        codes = [self.codes[name].label(f"code_{index}") for index, name in enumerate(names)]
        return (
            sa.select(
                *codes,
                records,
                sa.func.count(),
                sa.cast(sa.func.coalesce(sa.func.sum(c.minutes), 0), sa.BigInteger),
                sa.func.count(c.minutes),
            )
            .select_from(self._joined({*names, *({"topic"} if by_items else ())}))
            .where(*self._narrowed(names))
            .group_by(*(sa.literal_column(str(index)) for index in range(1, len(codes) + 1)))
        )

    def _joined(self, names: set[str]) -> sa.FromClause:
        joined: sa.FromClause = self.consultations
        if "topic" in names:
            joined = joined.join(self.tags, self._of(self.tags))
        if "primary_topic" in names:
            only = self._of(self.primary) & self.primary.c.is_primary
            joined = joined.outerjoin(self.primary, only)
        if "activity_field" in names:
            joined = joined.outerjoin(self.fields, sa.true())
        return joined

    def _of(self, tags: Any) -> sa.ColumnElement[bool]:
        c = self.consultations.c
        same: sa.ColumnElement[bool] = (tags.c.center_id == c.center_id) & (
            tags.c.consultation_id == c.id
        )
        return same

    def _narrowed(self, names: Sequence[str]) -> list[sa.ColumnElement[bool]]:
        """The period and the filters: of a dimension that is shown, only those parts of it."""
        period, c = self.question.period, self.consultations.c
        narrowed = [c.month.between(period.first.first_day, period.last.first_day)]
        if current_scope() == CITY:
            # Not the canaries: they are no part of the city.
            narrowed.append(c.center_id.in_([center.id for center in tenants.centers()]))
        else:
            narrowed.append(c.center_id == sa.func.wall.current_center())
        for name, codes in self.question.filters.items():
            if name in names or name not in JOINED:
                narrowed.append(self._code(name, codes))
            else:
                narrowed.append(self._holds(name, codes))
        return narrowed

    def _code(self, name: str, codes: Sequence[str]) -> sa.ColumnElement[bool]:
        wanted = list(codes)
        if name == rules.CENTER:
            wanted = [str(center.id) for center in tenants.centers() if center.slug in codes]
        return self.codes[name].in_(wanted)

    def _holds(self, name: str, codes: Sequence[str]) -> sa.ColumnElement[bool]:
        if name == "activity_field":
            fields = self.consultations.c.activity_fields
            blank = fields == sa.cast([], sa.ARRAY(sa.Text))
            any_of = fields.op("&&")(sa.cast(list(codes), sa.ARRAY(sa.Text)))
            return sa.or_(any_of, blank) if rules.NOTHING in codes else any_of
        tags = self.tags.alias("held")
        held = sa.select(sa.literal(1)).select_from(tags).where(self._of(tags))
        if name == "topic":
            return held.where(tags.c.topic.in_(codes)).exists()
        primary = held.where(tags.c.is_primary)
        chosen = primary.where(tags.c.topic.in_(codes)).exists()
        return chosen | ~primary.exists() if rules.NOTHING in codes else chosen


JOINED = frozenset({"topic", "primary_topic", "activity_field"})
"""Dimensions that stand beside the record, not in it."""


def _seen(model: type[CenterOwned]) -> Any:
    return city_view(model) if current_scope() == CITY else sa.inspect(model).local_table


@dataclass(frozen=True)
class Said:
    """Words and order of codes."""

    lists: CodeLists
    centers: Mapping[str, tuple[int, str]]
    """By id: position and short name."""

    @classmethod
    def now(cls) -> "Said":
        centers = enumerate(tenants.centers())
        return cls(code_lists(), {str(each.id): (at, each.short_name) for at, each in centers})

    def label(self, name: str, code: str) -> str:
        """The words for a code of a dimension."""
        if name == rules.CENTER:
            return self.centers[code][1]
        if name == "fiscal_year":
            return FiscalYear(int(code)).short_label
        if name == "month":
            month = Month.parse(code)
            return f"{month.year}年{month.label}"
        if name == "continued":
            return rules.CONTINUED[code]
        return self.lists.label(LISTS[name], code) or (BLANK if code == rules.NOTHING else code)

    def order(self, name: str, code: str) -> tuple[int, str]:
        """As the city prints its lists; time forward, what was left blank last."""
        if name == rules.CENTER:
            return self.centers[code][0], ""
        if name in LISTS:
            codes = [entry.code for entry in self.lists.lists[LISTS[name]]]
            return codes.index(code) if code in codes else len(codes), code
        return 0, "" if code == "new" else code


def choices(name: str) -> list[tuple[str, str]]:
    """What a dimension may be narrowed to: code, and for centers slug, with its words."""
    if name == rules.CENTER:
        return [(center.slug, center.short_name) for center in tenants.centers()]
    if name == "continued":
        return list(rules.CONTINUED.items())
    entries = code_lists().lists[LISTS[name]]
    blank = [(rules.NOTHING, BLANK)] if name in MAY_BE_BLANK else []
    return [*((entry.code, entry.label) for entry in entries), *blank]


def saved_pivots(*reaches: str) -> Sequence[Pivot]:
    """Every question of these reaches that somebody of the open center keeps, by name."""
    kept = sa.select(Pivot).where(Pivot.reach.in_(reaches))
    return db.session.scalars(kept.order_by(Pivot.name, Pivot.id)).all()


def saved_pivot(pivot_id: UUID, *reaches: str) -> Pivot:
    """One of one's own questions.

    Raises:
        NotFoundError: there is none, or it is somebody else's: the same answer.
    """
    own = sa.select(Pivot).where(Pivot.account_id == current_actor_id(), Pivot.id == pivot_id)
    found = db.session.scalars(own.where(Pivot.reach.in_(reaches))).one_or_none()
    if found is None:
        raise NotFoundError("お探しの保存した問いは見つかりませんでした。")
    return found
