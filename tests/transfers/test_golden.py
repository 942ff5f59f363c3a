"""The seed's own table comes out of every shape of file."""

from datetime import date

import pytest

from app.transfers.gateway import read_table
from app.transfers.rules import read_consultations
from tests.transfers import golden

TODAY = date(2021, 3, 1)
FILES = {
    "marks.xlsx": lambda: golden.golden_xlsx("marks"),
    "cell.xlsx": lambda: golden.golden_xlsx("cell"),
    "cp932.csv": lambda: golden.golden_csv("cp932"),
    "utf8.csv": lambda: golden.golden_csv("utf-8"),
    "bom.csv": lambda: golden.golden_csv("utf-8-sig"),
}


def test_the_golden_rows_are_the_figures_of_the_seed():
    rows = golden.golden_rows()
    counts = golden.tag_counts([row.topics for row in rows])
    assert len(rows) == golden.CONSULTATIONS
    assert counts == golden.TOPIC_COUNTS
    assert sum(counts.values()) == golden.TAGS
    assert all(len(set(row.topics)) == len(row.topics) for row in rows)


@pytest.mark.parametrize("name", FILES)
def test_every_shape_of_file_gives_the_figures_of_the_seed(name):
    plan = read_consultations(
        read_table(FILES[name](), name), golden.R2_LISTS, today=TODAY, fiscal_year=2020
    )

    assert (plan.faults, plan.notices) == ((), ())
    assert len(plan.drafts) == golden.CONSULTATIONS
    assert golden.tag_counts([draft.topics for draft in plan.drafts]) == golden.TOPIC_COUNTS
    for draft, row in zip(plan.drafts, golden.golden_rows(), strict=True):
        assert draft.received_at.date() == row.received_on
        assert not draft.time_known
        assert (draft.channel, draft.client_type) == (row.channel, row.client_type)
        assert draft.primary_topic == row.topics[0]
        assert set(draft.topics) == set(row.topics)
        assert draft.summary == row.summary


def test_all_shapes_of_the_same_rows_have_the_same_keys():
    keys = [
        [
            draft.import_key
            for draft in read_consultations(
                read_table(make(), name), golden.R2_LISTS, today=TODAY
            ).drafts
        ]
        for name, make in FILES.items()
    ]
    assert all(each == keys[0] for each in keys)
    assert len(set(keys[0])) == golden.CONSULTATIONS
