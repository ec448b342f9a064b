"""What makes a strong case: an official count or two sources, not long ago; and what stays weak."""

import pandas as pd
import pytest

from analysis.measures.languages.decisions import explain, risk
from analysis.measures.languages.decisions.presets import rules

DAY = pd.Timestamp("2026-06-30")


@pytest.fixture
def strong(items, crosswalk, policy):
    """Return a function from items to why they make a strong case for Albanian, "" where they do not."""

    def make(*changes):
        table = items(*({"language": "Albanian", **change} for change in changes))
        found = risk.items_by_language(table, crosswalk, rules(policy), DAY)
        return risk.strong(found.get("Albanian", ()), rules(policy))

    return make


@pytest.mark.parametrize(
    ("date", "is_strong"),
    [
        ("2024-06-29", False),
        ("2024-06-30", True),
        ("2026-06-30", True),
        ("2026-07-01", False),  # said after the day of the decision: not known yet
    ],
)
def test_an_official_count_is_strong_for_two_years_to_the_day(strong, date, is_strong):
    assert bool(strong({"date": date, "official_count": True})) is is_strong


def test_one_source_alone_is_weak_and_two_are_strong(strong):
    other = {"source": "Return", "said_by": "Provider"}
    assert not strong({})
    assert strong({}, other) == "2 independent sources"


@pytest.mark.parametrize(
    "other",
    [
        {"source": "Return"},  # the same body says it twice
        {"said_by": "Provider"},  # two bodies quote one document
        {"source": "Return", "said_by": "Provider", "strength": "weak"},
        {"source": "Return", "said_by": "Provider", "date": "2024-06-01"},
        {"source": "Return", "said_by": "Provider", "reason": "NEW"},  # arriving is not a risk
    ],
)
def test_an_echo_a_doubt_an_old_item_and_an_arrival_make_no_second_source(strong, other):
    assert not strong({}, other)


def test_a_nationality_becomes_its_languages_and_says_with_what_uncertainty(items, crosswalk, policy):
    found = risk.items_by_language(items({"nationality": "Afghan"}), crosswalk, rules(policy), DAY)
    assert set(found) == {"Dari", "Pashto"}  # Uzbek is the first language of fewer than the threshold
    row = crosswalk[(crosswalk["nationality"] == "Afghan") & (crosswalk["language"] == "Pashto")].iloc[0]
    said = f"({row['weight']:.0%} of them, {row['lower']:.0%} to {row['upper']:.0%})"
    assert said in explain.item_in_words(found["Pashto"][0])
    # No language follows yet from an official count of a nationality that is new.
    counted = items({"nationality": "Ruritanian", "official_count": True})
    assert risk.items_by_language(counted, crosswalk, rules(policy), DAY) == {}


@pytest.mark.parametrize(("weight", "counts"), [(0.149, False), (0.15, True)])
def test_both_sides_of_the_share_from_which_a_nationality_tells_of_a_language(
    items, crosswalk, policy, weight, counts
):
    changed = crosswalk.copy()
    changed.loc[(changed["nationality"] == "Afghan") & (changed["language"] == "Uzbek"), "weight"] = weight
    found = risk.items_by_language(items({"nationality": "Afghan"}), changed, rules(policy), DAY)
    assert ("Uzbek" in found) is counts
