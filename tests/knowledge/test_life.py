"""Others read what the ward approved, to the letter, and nothing else; whatever a program tries."""

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from app.consultations.queries import consultation
from app.errors import NotFoundError
from app.knowledge import queries, service
from app.knowledge.models import Story, StoryDecision
from app.referrals.queries import referral
from tenants import db
from tests.consultations.records import recorded
from tests.knowledge.stories import (
    APPROVER,
    WORDS,
    WRITER,
    answered,
    approve,
    proposed,
    published,
    seen_from,
    taken_up,
)
from tests.places import across_the_city, as_system, at
from tests.referrals.letters import sent


def test_a_proposal_is_read_by_its_two_centers_only(north, south, central):
    proposal_id = proposed(north, central)
    for place in (north, central):
        with at(place):
            assert queries.proposal(proposal_id).title == WORDS.title
    with at(south), pytest.raises(NotFoundError):
        queries.proposal(proposal_id)
    assert seen_from(south) == []


def test_only_what_was_answered_can_be_proposed(north, central):
    letter = sent(north)
    with at(central), pytest.raises(service.NotAnsweredError):
        service.propose(referral(letter.id), WORDS, note="", actor_name="推進の人")


def test_nobody_proposes_about_a_letter_that_is_not_addressed_to_them(north, south, central):
    letter = answered(north, central)
    insert = sa.text(
        "INSERT INTO story_proposals (referral_id, title, situation, response, lesson, topics,"
        " note, proposed_by_name, proposed_at)"
        " VALUES (:letter, '', '', '', '', '{}', '', '', now())"
    )
    for place in (north, south):
        with pytest.raises(sa.exc.DBAPIError, match="no such referral"), at(place):
            db.session.execute(insert, {"letter": letter.id})


def test_once_the_ward_approves_every_center_reads_it_without_learning_whose_it_is(
    north, south, central
):
    story_id = published(north, central)

    [seen] = seen_from(south)
    assert seen[:6] == (story_id, *WORDS)
    assert (seen.center_name, seen.is_own) == (None, False)
    assert seen_from(north)[0].is_own
    with at(south):
        raw = db.session.execute(
            sa.text("SELECT * FROM wall.published_stories(NULL, NULL, NULL, NULL, NULL, 9)")
        ).all()
        assert str(north.id) not in str(raw)
        assert db.session.scalars(sa.select(Story)).all() == []
        assert db.session.scalars(sa.select(StoryDecision)).all() == []


def test_a_ward_that_wishes_is_named(north, south, central):
    story_id = taken_up(north, central)
    with at(north, role=WRITER):
        service.revise(story_id, WORDS, is_named=True, version=1, actor_name="区の人")
    approve(north, story_id)

    assert seen_from(south)[0].center_name == north.name


def test_a_change_takes_it_back_until_the_new_words_are_approved(north, south, central):
    story_id = published(north, central)
    with at(north, role=WRITER):
        story = queries.story(story_id)
        service.revise(
            story_id,
            WORDS._replace(lesson="別のことば"),
            is_named=False,
            version=story.version,
            actor_name="区の人",
        )
    assert seen_from(south) == []

    approve(north, story_id)
    assert seen_from(south)[0].lesson == "別のことば"


def test_saving_the_same_words_leaves_it_published(north, south, central):
    story_id = published(north, central)
    with at(north, role=WRITER):
        version = queries.story(story_id).version
        service.revise(story_id, WORDS, is_named=False, version=version, actor_name="区の人")

    assert len(seen_from(south)) == 1


def test_what_is_withdrawn_is_gone_at_once_and_stays_so(north, south, central):
    story_id = published(north, central)
    with at(north, role=APPROVER):
        service.withdraw(story_id, words="ご本人の希望", actor_name="区の管理者")

    assert seen_from(south) == []
    with at(south), pytest.raises(NotFoundError):
        queries.published_story(story_id)
    with at(north), pytest.raises(service.NotPublishedError):
        service.withdraw(story_id, words="", actor_name="区の管理者")
    with pytest.raises(IntegrityError, match="were not approved"), at(north):
        db.session.execute(sa.text("UPDATE stories SET published_at = now()"))
    approve(north, story_id)
    assert len(seen_from(south)) == 1


def test_the_proposer_hears_what_was_decided(north, central):
    published(north, central)
    with at(central):
        [decision] = db.session.scalars(sa.select(StoryDecision)).all()
        [line] = queries.proposals()

    assert (decision.kind, decision.to_center_id) == ("approved", central.id)
    assert (line.decided, line.is_ours, line.ward_name) == ("approved", True, "港北")


@pytest.mark.parametrize(
    "attempt",
    [
        "UPDATE stories SET published_at = now()",
        "UPDATE stories SET published_at = now(), words_hash = 'x'",
        """INSERT INTO stories (title, situation, response, lesson, topics, written_by_name,
           written_at, published_at) VALUES ('', '', '', '', '{}', '', now(), now())""",
        """INSERT INTO story_decisions (story_id, kind, words_hash, actor_name, at)
           SELECT id, 'approved', 'x', '', now() FROM stories""",
    ],
)
def test_no_program_publishes_what_was_not_approved(north, central, attempt):
    taken_up(north, central)
    with pytest.raises(IntegrityError, match=r"were not approved|not the words"), at(north):
        db.session.execute(sa.text(attempt))


@pytest.mark.parametrize("column", ["title", "situation", "response", "lesson"])
def test_no_program_changes_a_letter_of_what_is_published(north, central, column):
    published(north, central)
    with pytest.raises(IntegrityError, match="were not approved"), at(north):
        db.session.execute(sa.text(f"UPDATE stories SET {column} = {column} || 'x'"))  # noqa: S608


def test_neither_name_nor_topics_change_without_an_approval(north, central):
    published(north, central)
    for change in ("is_named = true", "topics = '{funding}'"):
        with pytest.raises(IntegrityError, match="were not approved"), at(north):
            db.session.execute(sa.text(f"UPDATE stories SET {change}"))  # noqa: S608


def test_an_approval_is_a_fact(north, central):
    published(north, central)
    for attempt in ("UPDATE story_decisions SET words_hash = 'x'", "DELETE FROM story_decisions"):
        with pytest.raises(sa.exc.ProgrammingError, match="permission denied"), at(north):
            db.session.execute(sa.text(attempt))


def test_nobody_approves_another_centers_words(north, south, central):
    story_id = taken_up(north, central)
    with at(north):
        hashed = queries.story(story_id).words_hash
    for place in (south, central):
        with at(place), pytest.raises(NotFoundError):
            service.approve(story_id, words_hash=hashed, actor_name="よその人")


def test_words_that_changed_while_they_were_read_are_not_approved(north, central):
    story_id = taken_up(north, central)
    with at(north):
        seen = queries.story(story_id).words_hash
    with at(north):
        service.revise(
            story_id, WORDS._replace(title="別"), is_named=False, version=1, actor_name="x"
        )
    with at(north), pytest.raises(service.WordsChangedError):
        service.approve(story_id, words_hash=seen, actor_name="区の管理者")


def test_of_two_editors_the_second_hears_of_the_first(north, central):
    story_id = taken_up(north, central)
    with at(north):
        service.revise(story_id, WORDS, is_named=False, version=1, actor_name="a")
    with at(north), pytest.raises(service.WordsChangedError):
        service.revise(story_id, WORDS, is_named=False, version=1, actor_name="b")


def test_a_proposal_declined_is_answered_once(north, central):
    proposal_id = proposed(north, central)
    with at(north, role=APPROVER):
        proposal = queries.proposal_to_us(proposal_id)
        service.decline(proposal, words="まだ早い", actor_name="区の管理者")
        with pytest.raises(service.DecidedBeforeError):
            service.decline(proposal, words="もう一度", actor_name="区の管理者")
        with pytest.raises(service.DecidedBeforeError):
            service.take_up(proposal, actor_name="区の人")
    with at(central):
        [line] = queries.proposals()
        assert line.decided == "declined"


def test_a_proposal_taken_up_twice_is_one_story(north, central):
    proposal_id = proposed(north, central)
    with at(north):
        proposal = queries.proposal_to_us(proposal_id)
        once = service.take_up(proposal, actor_name="a")
        assert service.take_up(proposal, actor_name="b").id == once.id


def test_a_ward_tells_its_own_case_without_the_people_in_it(north):
    with at(north):
        subject = consultation(
            recorded(
                summary="見本花子さんの会の相談",
                body="見本 花子(みどり会)から、045-123-4567 に連絡してほしいとのこと。",
                person_name="見本 花子",
                organization_name="みどり会",
                topics=["funding"],
            )
        )
        story = service.begin_from(subject, actor_name="区の人")

    told = f"{story.title}{story.situation}{story.response}"
    for secret in ("見本", "花子", "みどり会", "045"):
        assert secret not in told
    assert story.topics == ["funding"]
    assert story.published_at is None


def test_search_finds_all_the_words_and_any_topic(north, south, central):
    published(north, central, WORDS._replace(title="ＮＰＯ法人の助成金", topics=["funding"]))
    published(north, central, WORDS._replace(title="会場の100%利用", topics=["other"]))

    assert [each.title for each in seen_from(south, words="npo 助成")] == ["ＮＰＯ法人の助成金"]
    assert len(seen_from(south, words="100%利用")) == 1
    assert seen_from(south, words="100_利用") == []
    assert len(seen_from(south, topics=["funding"])) == 1
    assert seen_from(south, words="助成 会場") == []


def test_the_list_goes_on_where_the_page_ended(north, south, central):
    for number in range(3):
        published(north, central, WORDS._replace(title=f"{number}"))
    with at(south):
        first = queries.published(limit=2)
        rest = queries.published(limit=2, after=first.next)

    assert [each.title for each in [*first.items, *rest.items]] == ["2", "1", "0"]
    assert rest.next is None


def test_like_stories_are_offered_the_closest_first(north, south, central):
    published(north, central, WORDS._replace(title="防災訓練", situation="町内会の防災訓練の相談"))
    published(north, central, WORDS._replace(title="助成金", situation="助成金の申請書の書き方"))
    with at(south):
        found = queries.published_like("助成金の申請書を初めて書く。どう書けばよいか")
        assert [each.story.title for each in found] == ["助成金"]
        assert queries.published_like("") == []
        assert queries.published_like("まったく別のはなし、囲碁大会") == []


@pytest.mark.parametrize("scope", [across_the_city, as_system])
def test_other_scopes_are_shown_nothing(north, central, scope):
    published(north, central)
    with scope():
        rows = db.session.execute(
            sa.text("SELECT * FROM wall.published_stories(NULL, NULL, NULL, NULL, NULL, 9)")
        ).all()
    assert rows == []
