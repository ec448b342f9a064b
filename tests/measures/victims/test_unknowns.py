"""Unknown, refused, not asked and not supplied: never dropped, never taken for a no."""

from contextlib import nullcontext

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.errors import InputError
from analysis.measures.rates import limits
from analysis.measures.victims import unknowns
from analysis.measures.victims.representation import beside_residents


def repeated(table, by=()):
    """Return the share of rows with two offences or more among those of which it is known."""
    missing = unknowns.is_missing(table, "offences_in_12_months")
    two = table["offences_in_12_months"].eq("2").to_numpy()
    masks = {"part": two, "known": ~missing, "unknown": missing}
    return unknowns.with_shares(unknowns.sums_of(table, list(by), "victims", **masks), *masks)


@pytest.mark.parametrize(
    ("label", "kind"),
    [
        ("Unknown", "Unknown"),
        ("unknown ", "Unknown"),
        ("refused to say", "Refused"),
        ("Not asked", "Not asked"),
        ("Not stated", "Not stated"),
        ("Other or not stated", "Not stated"),
        ("Not supplied", "Not supplied"),
        ("Female", None),
        ("Other", None),
    ],
)
def test_what_is_missing_and_what_says_something(label, kind):
    assert unknowns.missing_as(pd.DataFrame({"sex": [label]}), "sex")[0] == kind


@pytest.mark.parametrize("blank", [None, "", "  "])
def test_a_blank_is_refused_for_it_is_neither(blank):
    with pytest.raises(InputError, match='"sex" is blank in row 1'):
        unknowns.missing_as(pd.DataFrame({"sex": ["Female", blank]}), "sex")


def test_a_label_that_is_not_known_is_refused_without_being_said():
    table = pd.DataFrame({"state": ["Declined", "declned", "declned"]})
    with pytest.raises(InputError, match=r'Column "state" has 2 rows.*Nearest: "Declined"') as found:
        unknowns.labels_of(table, "state", ["Declined", "Waiting"])
    assert "declned" not in str(found.value)


@pytest.mark.parametrize(
    ("label", "spelt"), [("not met: no interpreter", "Not met: no interpreter"), ("NOT MET", "Not met")]
)
def test_a_reason_is_kept_with_its_family_and_one_without_it_is_refused(label, spelt):
    table = pd.DataFrame({"state": [label]})
    assert unknowns.labels_of(table, "state", ["Not met"], families=("Not met",))[0] == spelt
    with pytest.raises(InputError):
        unknowns.labels_of(pd.DataFrame({"state": ["Not met: "]}), "state", ["Not met"], ("Not met",))


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"victims": [5, -1]}, "is negative"),
        ({"victims": [5, 2.5]}, "is not whole"),
        ({"offences_in_12_months": ["1", "Total"]}, r'"offences_in_12_months" is "Total".*margins=False'),
    ],
)
def test_a_negative_or_fractional_count_is_refused_and_a_margin_beside_its_parts(changes, why):
    with pytest.raises(InputError, match=why):
        repeated(pd.DataFrame({"offences_in_12_months": ["1", "2"], "victims": [5, 4]} | changes))


@settings(max_examples=80, deadline=None)
@given(st.integers(0, 500), st.integers(0, 500), st.integers(0, 500))
def test_every_guess_about_the_unknown_lies_within_the_bounds(part, rest, unknown):
    found = {name: one.item() for name, one in unknowns.shares(part, part + rest, unknown).items()}
    total, slack = part + rest + unknown, 1e-9
    if part + rest == 0:
        assert all(np.isnan(found[name]) for name in ("share_pct", "lower", "upper"))
    else:
        assert found["lower"] <= found["share_pct"] + slack and found["share_pct"] <= found["upper"] + slack
        assert found["least_pct"] - slack <= found["share_pct"] <= found["most_pct"] + slack
        # Knowing less never narrows: what chance and the unknown allow holds what chance alone allows.
        assert found["lower_with_unknowns"] <= found["least_pct"] + slack
        assert found["most_pct"] <= found["upper_with_unknowns"] + slack
    for guessed in {0, unknown // 2, unknown} if total else ():
        assert found["least_pct"] - slack <= (part + guessed) / total * 100 <= found["most_pct"] + slack


def test_without_unknowns_the_bounds_are_the_share_and_its_interval():
    found = {name: figure[0] for name, figure in unknowns.shares([30], [100], [0]).items()}
    assert found["least_pct"] == found["most_pct"] == found["share_pct"] == 30
    assert (found["lower_with_unknowns"], found["upper_with_unknowns"]) == (found["lower"], found["upper"])
    assert found["lower"] == pytest.approx(100 * float(limits.wilson_limits(30, 100)[0]))


def test_a_row_that_is_not_shown_takes_its_group_along_and_no_other():
    table = pd.DataFrame({"district": [*"AABCC"], "offences_in_12_months": [*"12112"]})
    table = table.assign(victims=[5.0, np.nan, 4.0, 6.0, np.nan], method=None, status="shown")
    table.loc[1, ["method", "status"]] = ["hidden by the publisher", "suppressed"]
    found = repeated(table, by=["district"]).set_index("district")
    assert found["status"].to_dict() == {"A": "suppressed", "B": "shown", "C": "not available"}
    assert found.loc[["A", "C"]].select_dtypes("number").isna().all(axis=None)
    assert found.loc["A", "method"] == "hidden by the publisher"
    none = repeated(table.iloc[:0])
    assert none.empty and {*unknowns.SHARE_COLUMNS, "method", "status"} < set(none.columns)


def test_a_group_of_whom_nothing_is_known_keeps_its_counts_and_says_why():
    table = pd.DataFrame({"offences_in_12_months": ["Unknown", "Not asked"], "victims": [5, 7]})
    found = repeated(table).loc[0]
    assert (found["status"], found["method"]) == ("not available", unknowns.NOBODY_KNOWN)
    assert found["unknown"] == 12 and np.isnan(found["share_pct"]) and np.isnan(found["least_pct"])
    nobody = repeated(table.assign(victims=0)).loc[0]
    assert (nobody["status"], nobody["method"]) == ("not available", unknowns.NOBODY)


@pytest.mark.parametrize(
    ("periods", "refused"),
    [
        (["2026-Q1", "2026-Q2"], False),
        (["year ending 2026-Q2", "year ending 2026-Q2"], False),
        (["year ending 2026-Q1", "year ending 2026-Q2"], True),
    ],
)
def test_runs_of_quarters_that_overlap_are_not_added_up(periods, refused):
    table = pd.DataFrame({"period": periods, "offences_in_12_months": ["1", "2"], "victims": [6, 4]})
    residents = pd.DataFrame({"offences_in_12_months": ["1", "2"], "residents": [50, 50]})
    for verb, how in ((repeated, []), (beside_residents, [residents, "offences_in_12_months"])):
        with pytest.raises(InputError, match="2 periods that overlap") if refused else nullcontext():
            verb(table, *how)
    assert len(repeated(table, by=["period"])) == len(set(periods))
