"""A center says what it means by its own words; it is remembered until somebody removes it."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from app import calendar
from app.codes.queries import code_lists
from app.errors import InvalidError
from app.transfers.models import LearnedWord
from app.transfers.rules.learning import HEADING, heading_key, lesson
from tenants import db, own


def teach(
    *, abouts: Sequence[str], words: Sequence[str], meanings: Sequence[str], by_name: str
) -> int:
    """Remember what each word means; a word without a meaning is left as it is. Give how many.

    Raises:
        InvalidError: the three do not belong together, or a meaning that there is not.
    """
    if not len(abouts) == len(words) == len(meanings):
        raise InvalidError({"meanings": ["言葉と意味の数が合いません。"]})
    said = [each for each in zip(abouts, words, meanings, strict=True) if each[2]]
    lists = code_lists()
    lessons = [lesson(*each, lists) for each in said]
    for (_, word, _), found in zip(said, lessons, strict=True):
        if found is None:
            raise InvalidError({"meanings": [f"「{word}」の意味を、一覧から選んでください。"]})
    for said_of, found in zip(said, lessons, strict=True):
        assert found is not None  # noqa: S101  refused above
        if said_of[0] == HEADING != found.about:
            _forget_heading(found.word)
        known = {
            "word": found.word,
            "meaning": found.meaning,
            "taught_at": calendar.now(),
            "taught_by_name": by_name,
        }
        taught = insert(LearnedWord).values(about=found.about, word_key=found.key, **known)
        db.session.execute(
            taught.on_conflict_do_update(
                index_elements=["center_id", "about", "word_key"], set_=known
            )
        )
    return len(lessons)


def _forget_heading(heading: str) -> None:
    """What was said before of a heading that now is a word of a list."""
    key = heading_key(heading)
    before = sa.delete(LearnedWord).where(
        own(LearnedWord), LearnedWord.about == HEADING, LearnedWord.word_key == key
    )
    db.session.execute(before)


def forget(word: LearnedWord) -> None:
    db.session.delete(word)
    db.session.flush()
