"""What is told of those never seen: an estimate with its spread, or a refusal in words without a number."""

import re

import pandas as pd
import pytest

from analysis.measures.hidden import population
from analysis.measures.hidden.population import never_seen

AGREE = pd.DataFrame(
    [(1, 0, 0, 60), (0, 1, 0, 60), (0, 0, 1, 60), (1, 1, 0, 20), (1, 0, 1, 20), (0, 1, 1, 20), (1, 1, 1, 7)],
    columns=["police", "council", "charity", "people"],
)


def test_an_estimate_is_told_with_those_seen_and_the_spread_of_choices():
    found = population.hidden_population(AGREE)
    rows = never_seen(AGREE)
    assert found.may_be_shown
    by = rows.set_index("who")
    assert by.loc[population.ON_A_LIST, "estimate"] == found.seen == 247
    assert by.loc[population.IN_ALL, "estimate"] == pytest.approx(found.estimate)
    assert by.loc[population.ON_NONE, "lower"] == pytest.approx(found.lower - 247)
    counted = found.spread.choices.query("counted and status == 'shown'")
    spread = by.loc[population.CHOICES["threshold"]]
    own = counted.loc[counted["kind"] == "threshold", "estimate"]
    assert [spread["lower"], spread["upper"]] == pytest.approx([own.min(), own.max()])
    assert set(rows["answer"]) == {"told"}


TWO = AGREE[["police", "council", "people"]].groupby(["police", "council"], as_index=False).sum()[1:]
THIN = pd.DataFrame(
    [(1, 0, 0, 40), (0, 1, 0, 30), (0, 0, 1, 20), (1, 1, 0, 6)],
    columns=["police", "council", "charity", "people"],
)


@pytest.mark.parametrize(("captures", "why"), [(TWO, "Three lists are needed"), (THIN, "")])
def test_where_no_number_should_be_shown_none_is_in_the_words(captures, why):
    (row,) = never_seen(captures).to_dict("records")
    assert row["answer"] == "refused" and row["why"].startswith(why)
    assert pd.isna([row["estimate"], row["lower"], row["upper"]]).all()
    assert not re.search(r"\d", row["why"])


def test_without_lists_nobody_can_say():
    (row,) = never_seen(pd.DataFrame({"people": []})).to_dict("records")
    assert (row["status"], row["method"]) == (
        "not available",
        "not given: no lists were supplied to compare",
    )
