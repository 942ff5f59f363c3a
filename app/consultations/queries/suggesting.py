"""Earlier records that say the same as a text, of the open center only."""

from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import BIT

from app.consultations.models import Consultation
from app.consultations.queries.lists import topics_of
from app.consultations.queries.search import entries
from app.consultations.rules import number_label, suggesting
from app.consultations.rules.search import SIGNATURE_LENGTH
from app.consultations.rules.suggesting import Earlier, Likeness, Reason
from tenants import db

COMPARED = 60
"""The records whose signature has most in common: only these are read."""


class Case(NamedTuple):
    """An earlier consultation as it is shown beside the form."""

    consultation: Consultation
    likeness: Likeness

    @property
    def id(self) -> UUID:
        return self.consultation.id

    @property
    def number(self) -> str:
        return number_label(self.consultation.fiscal_year, self.consultation.number)


class Suggestions(NamedTuple):
    topics: list[Reason]
    cases: list[Case]


def suggestions(text: str, *, topics: list[str], besides: UUID | None = None) -> Suggestions:
    """What earlier records suggest for `text`; `besides` is the record that is being revised."""
    pairs = suggesting.telling_pairs(text)
    alike = _alike(text, pairs, besides) if pairs else []
    compared = [(likeness, earlier) for _, likeness, earlier in alike]
    best = alike[: suggesting.MOST_CASES]
    return Suggestions(suggesting.likely_topics(text, compared, topics), _cases(best))


Alike = list[tuple[UUID, Likeness, Earlier]]


def _alike(text: str, pairs: list[str], besides: UUID | None) -> Alike:
    ids = db.session.scalars(nearest(pairs, besides)).all()
    asked = sa.select(entries.c.id, entries.c.received_at, entries.c.key)
    rows = db.session.execute(asked.where(entries.c.id == sa.any_(_array(ids)))).all()
    topics = topics_of(ids)
    found = []
    for row in sorted(rows, key=lambda row: row.received_at, reverse=True):
        earlier = Earlier(row.key, topics.get(row.id, []))
        if likeness := suggesting.likeness(text, pairs, earlier):
            found.append((row.id, likeness, earlier))
    return sorted(found, key=lambda each: -each[1].score)


def nearest(pairs: list[str], besides: UUID | None) -> sa.Select[*tuple[UUID]]:
    """Answered from the index alone: of each record only its bits are looked at."""
    wanted = sa.literal(suggesting.signature_of(pairs), BIT(SIGNATURE_LENGTH))
    in_common = sa.func.bit_count(entries.c.signature.op("&")(wanted))
    ranked = sa.select(entries.c.id).order_by(in_common.desc(), entries.c.received_at.desc())
    return ranked.where(entries.c.id != besides if besides else sa.true()).limit(COMPARED)


def _cases(alike: Alike) -> list[Case]:
    ids = [row_id for row_id, _, _ in alike]
    asked = sa.select(Consultation).where(Consultation.id == sa.any_(_array(ids)))
    found = {each.id: each for each in db.session.scalars(asked)}
    return [Case(found[row_id], likeness) for row_id, likeness, _ in alike]


def _array(ids: Sequence[UUID]) -> sa.ColumnElement[list[UUID]]:
    return sa.literal(list(ids), sa.ARRAY(sa.Uuid))
