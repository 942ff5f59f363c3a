"""Two become one, and can become two again."""

import pytest

from app.consultations import queries as consultations
from app.contacts import queries, service
from app.contacts.service import Particulars
from tenants import db
from tests.consultations.records import recorded
from tests.contacts.people import a_group, a_person, merged, sides


@pytest.fixture(autouse=True)
def _in_north(at, north):
    with at(north):
        yield


def told(contact):
    return (contact.name, contact.kana, [line.words for line in contact.lines], contact.notes)


def contact_of(consultation_id):
    return consultations.consultation(consultation_id).contact_id


def undone(merge):
    return service.undo_merge(merge, undone_by_name="見本")


def test_fields_are_as_chosen_and_all_ways_to_reach_them_are_kept():
    kept = a_person("渡辺", lines=["045-000-1111"], notes="火曜に来る")
    gone = a_person(
        "渡邊", kana="わたなべ", lines=["０４５０００１１１１", "w@example.invalid"], notes="会計"
    )
    merged(kept, gone, name="gone", kana="gone", notes="both")
    lines = ["045-000-1111", "w@example.invalid"]
    assert told(kept) == ("渡邊", "わたなべ", lines, "火曜に来る\n会計")
    assert kept.kana_key == "わたなべ"


def test_consultations_and_members_move_along_and_back():
    kept, gone = a_group(), a_group("みなと会")
    member = a_person(group_name="X")
    member.group_id = gone.id
    moving, staying = (recorded(organization_contact_id=each.id) for each in (gone, kept))
    merge = merged(kept, gone)
    later = recorded(organization_contact_id=kept.id)

    def group_of(consultation_id):
        return consultations.consultation(consultation_id).organization_contact_id

    assert {group_of(each) for each in (moving, staying, later)} == {kept.id}
    assert member.group_id == kept.id
    assert undone(merge).whole
    assert group_of(moving) == gone.id
    assert {group_of(each) for each in (staying, later)} == {kept.id}
    assert member.group_id == gone.id


def test_undoing_at_once_restores_both_exactly():
    kept = a_person("渡辺", lines=["045-000-1111"])
    gone = a_person("渡邊", kana="わたなべ", lines=["w@example.invalid"], notes="会計")
    before = told(kept), told(gone)
    merge = merged(kept, gone, name="gone", kana="gone", notes="gone")
    assert undone(merge).whole
    assert (told(kept), told(gone)) == before
    assert gone.merged_into_id is None
    assert kept.name_key == "渡辺"


def test_what_was_changed_since_stays_and_is_told():
    kept, gone = a_person("渡辺"), a_person("渡邊", kana="わたなべ", lines=["045-000-1111"])
    moved = recorded(contact_id=gone.id)
    merge = merged(kept, gone, name="gone", kana="gone")
    service.revise_contact(
        kept, Particulars("渡邊", "わたべ", ["045-000-9999"]), version=kept.version
    )
    consultations.consultation(moved).contact_id = None
    db.session.flush()

    assert undone(merge) == (["kana"], 1, 1)
    assert told(kept) == ("渡辺", "わたべ", ["045-000-9999"], "")
    assert told(gone) == ("渡邊", "わたなべ", ["045-000-1111"], "")
    assert contact_of(moved) is None


def test_merges_are_undone_in_the_reverse_order():
    one, two, three = a_person("一"), a_person("二"), a_person("三")
    case = recorded(contact_id=one.id)
    first, second = merged(two, one), merged(three, two)
    assert contact_of(case) == three.id
    with pytest.raises(service.NotMergeableError, match="先にそちらを"):
        undone(first)
    undone(second)
    undone(first)
    assert contact_of(case) == one.id
    with pytest.raises(service.NotMergeableError, match="すでに"):
        undone(first)


def test_two_merged_again_after_an_undoing():
    kept, gone = a_person("一"), a_person("二")
    undone(merged(kept, gone))
    merged(kept, gone)
    assert len(queries.merges(kept)) == 2


def test_what_was_changed_since_it_was_seen_is_not_merged():
    kept, gone = a_person("一"), a_person("二")
    seen = sides(kept, gone)
    service.revise_contact(gone, Particulars("二の人"), version=gone.version)
    with pytest.raises(service.ChangedMeanwhileError):
        service.merge(seen, {}, merged_by_name="見本")
    assert gone.merged_into_id is None


def test_a_person_and_a_group_are_never_one():
    with pytest.raises(service.NotMergeableError):
        merged(a_person(), a_group())
    person = a_person()
    with pytest.raises(service.NotMergeableError):
        merged(person, person)
