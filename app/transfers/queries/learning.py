"""What the open center taught the import about its own words."""

from collections.abc import Sequence
from uuid import UUID

import sqlalchemy as sa

from app.errors import NotFoundError
from app.transfers.models import LearnedWord
from tenants import db


def learned_words() -> Sequence[LearnedWord]:
    return db.session.scalars(
        sa.select(LearnedWord).order_by(LearnedWord.about, LearnedWord.word)
    ).all()


def learned_word(word_id: UUID) -> LearnedWord:
    """One of them.

    Raises:
        NotFoundError: there is none, or it is another center's: the same answer.
    """
    wanted = sa.select(LearnedWord).where(LearnedWord.id == word_id)
    found = db.session.scalars(wanted).one_or_none()
    if found is None:
        raise NotFoundError("お探しの言葉は見つかりませんでした。")
    return found
