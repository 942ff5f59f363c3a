"""What one record adds, by plain rules, is what the recount finds."""

from collections import Counter
from dataclasses import replace
from datetime import date

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.calendar import Month
from app.statistics import queries
from app.statistics.rules.contributions import contribution, effect
from tenants import db
from tests.places import at
from tests.statistics.months import MAY, a_consultation

CHANNELS, CLIENTS = ("phone", "visit", "mail"), ("npo", "individual")
KINDS, OUTCOMES = ("consultation", "inquiry"), (None, "advised", "referred", "continuing")
FIELDS = ("field_01", "field_03", "field_06")
TOPICS = ("tax", "founding", "funding", "other")
JUNE = MAY.next

records = st.fixed_dictionaries(
    {
        "day": st.sampled_from((date(2026, 5, 1), date(2026, 5, 31), date(2026, 6, 1))),
        "topics": st.lists(st.sampled_from(TOPICS), min_size=1, unique=True),
        "channel": st.sampled_from(CHANNELS),
        "client_type": st.sampled_from(CLIENTS),
        "kind": st.sampled_from(KINDS),
        "outcome": st.sampled_from(OUTCOMES),
        "minutes": st.sampled_from((None, 0, 1, 45)),
        "continues": st.booleans(),
        "activity_fields": st.lists(st.sampled_from(FIELDS), unique=True),
    }
)


def written(typed):
    details = dict(typed)
    earlier = details.pop("continues")
    continued = a_consultation(date(2020, 5, 1)).id if earlier else None
    return a_consultation(details.pop("day"), continues_id=continued, **details)


def recounted():
    return {
        (month, row["measure"], row["code"]): row["value"]
        for month in (MAY, JUNE)
        for row in db.session.execute(queries.recount(month)).mappings()
    }


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(kept=st.lists(records, max_size=4), changed=records)
def test_every_record_adds_what_the_recount_finds(app, north, kept, changed):
    with at(north):
        others = [written(each) for each in kept]
        added: Counter = Counter()
        for each in others:
            added.update(contribution(queries.counted_record(each)))
        assert {figure: value for figure, value in added.items() if value} == recounted()

        before = recounted()
        new = written(changed)
        gained = effect((), [queries.counted_record(new)])
        after = recounted()
        figures = before.keys() | after.keys()
        found = {each: after.get(each, 0) - before.get(each, 0) for each in figures}
        assert gained == {figure: change for figure, change in found.items() if change}
        db.session.rollback()


def test_moving_a_record_takes_from_one_month_and_gives_to_the_other(app, north):
    with at(north):
        record = queries.counted_record(a_consultation(minutes=30))
    moved = effect([record], [replace(record, month=Month(2026, 6))])
    assert moved[MAY, "consultations", "total"] == -1
    assert moved[JUNE, "minutes", "total"] == 30
    assert sum(moved.values()) == 0


def test_words_alone_change_no_figure(app, north):
    with at(north):
        record = queries.counted_record(a_consultation())
    assert effect([record], [record]) == {}
