"""Where nobody is responsible, and where nobody has said who is."""

import pandas as pd
import pytest

from analysis import settings
from analysis.errors import InputError
from analysis.measures.hidden import pathway as pathway_gaps

NEW, MET, TALKED, REFERRED = "Not known before", "Identified", "Consent talked through", "Referred"
DECLINED, LOCAL, LEFT = "Declined and notified", "Declined and safe locally", "Left support"
RESPONSIBLE = pd.DataFrame(
    [
        (MET, "Sampleshire Police"),
        (TALKED, "Sampleshire Police"),
        (REFERRED, "Lantern support"),
        (DECLINED, "Nobody"),
        (LOCAL, "Lantern support"),
        (LEFT, None),
    ],
    columns=["state", "responsible"],
)


@pytest.fixture(scope="module")
def states():
    return pd.read_csv(settings.data("reference", "pathway_states.csv"))


def test_nobody_and_not_stated_are_two_things_and_need_no_ledger(states):
    found = pathway_gaps.responsibility(states, RESPONSIBLE).set_index("state")
    assert set(found.index) == set(states.loc[states["kind"] == "on the way", "state"])
    assert found.loc[DECLINED, ["responsible", "gap"]].tolist() == ["nobody", True]
    assert found.loc[LEFT, ["responsible", "gap"]].tolist() == ["not stated", True]
    assert found.loc["Lost contact", "responsible"] == "not stated"
    assert found.loc[MET, ["responsible", "gap"]].tolist() == ["Sampleshire Police", False]
    assert found["usually_responsible"].notna().all()


@pytest.mark.parametrize(
    ("table", "message"),
    [
        (RESPONSIBLE.replace({MET: "Identifyed"}), r'not in .*states\.csv: row 0\. Nearest: "Identified"'),
        (pd.concat([RESPONSIBLE, RESPONSIBLE.iloc[[0]]], ignore_index=True), "A state is repeated in row 6"),
        (RESPONSIBLE.drop(columns="responsible"), 'Column "responsible" is not in the table'),
    ],
)  # fmt: skip
def test_a_table_of_responsible_bodies_that_cannot_be_is_refused(states, table, message):
    with pytest.raises(InputError, match=message):
        pathway_gaps.responsibility(states, table)
