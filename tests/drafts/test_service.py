"""A draft is its author's alone, and no words kept in one are ever written over unseen."""

from datetime import timedelta
from uuid import uuid4

import pytest

from app import calendar
from app.access.permissions import Role
from app.consultations import queries as consultations
from app.drafts import queries, service
from app.drafts.rules import CONSULTATION, KEPT_FOR, REVISION
from app.errors import NotFoundError
from tests.consultations.records import recorded

WORKER, MANAGER = Role.WARD_WORKER, Role.WARD_MANAGER


def keep(key, words, *, version=None, form=CONSULTATION):
    return service.keep_draft(
        client_key=key, form=form, fields={"summary": [words]}, version=version
    )


def words_of(draft):
    return draft.fields["summary"]


def test_a_draft_is_kept_and_found_again(north, at):
    key = uuid4()
    with at(north, role=WORKER):
        keep(key, "書きかけの概要")
        assert [(draft.client_key, draft.title) for draft in queries.mine()] == [
            (key, "書きかけの概要")
        ]


def test_a_colleague_sees_nothing_of_it_and_may_use_the_same_key(north, at):
    key = uuid4()
    with at(north, role=WORKER):
        draft_id = keep(key, "わたしの言葉").id
    with at(north, role=MANAGER):
        assert queries.mine() == []
        assert queries.by_key(key) is None
        assert queries.sheet(CONSULTATION, str(key)).draft is None
        with pytest.raises(NotFoundError):
            queries.draft(draft_id)
        service.discard(key)
        keep(key, "別の人の言葉")
    with at(north, role=WORKER):
        assert words_of(queries.draft(draft_id)) == ["わたしの言葉"]


def test_typing_goes_on_from_the_version_before(north, at):
    key = uuid4()
    with at(north):
        first = keep(key, "一").version
        second = keep(key, "二", version=first).version
        assert second == first + 1
        assert words_of(queries.by_key(key)) == ["二"]


def test_words_of_another_window_are_not_written_over(north, at):
    key = uuid4()
    with at(north):
        keep(key, "先の画面")
        with pytest.raises(service.WrittenElsewhereError):
            keep(key, "あとの画面")
        assert words_of(queries.by_key(key)) == ["先の画面"]


def test_the_same_words_again_are_no_conflict(north, at):
    """The answer was lost on the way, or another window brought the words."""
    key = uuid4()
    with at(north):
        assert keep(key, "同じ").version == keep(key, "同じ").version == 1


def test_a_draft_is_counted_nowhere(north, at):
    today = calendar.today()
    with at(north):
        keep(uuid4(), "まだ相談ではない")
        assert consultations.count_on(today, until=today) == 0
        assert consultations.page().items == []


def test_a_draft_nobody_touched_is_forgotten(north, at):
    key = uuid4()
    with at(north):
        keep(key, "むかしの言葉").saved_at = calendar.now() - KEPT_FOR - timedelta(hours=1)
    with at(north):
        assert queries.mine() == []
        keep(uuid4(), "いまの言葉")
        assert queries.by_key(key) is None


def test_a_key_of_another_form_opens_a_new_sheet(north, at):
    key = uuid4()
    with at(north):
        keep(key, "新しい相談の言葉")
        subject = recorded()
        sheet = queries.sheet(REVISION, str(key), subject_id=subject)
        assert sheet.draft is None
        assert sheet.client_key != key


@pytest.mark.parametrize("key", [None, "", "x", "1" * 40])
def test_an_unreadable_key_opens_an_empty_sheet(north, at, key):
    with at(north):
        assert queries.sheet(CONSULTATION, key).draft is None
