"""The funnel, from the last stage that each person reached: each stage from the one before, the unknown as
itself, where most are lost, and how sure that is.
"""

import numpy as np
import pandas as pd
import pytest

from analysis import measures
from analysis.errors import InputError
from analysis.measures.rates import limits
from analysis.measures.victims import stages
from analysis.measures.victims.stages import STAGES, everyone_at_each_stage, stages_by_group
from analysis.publish import states

SAFELY, ASSESSED = "Contacted safely", "Needs assessed"
# Last stage and state of 900 people: 600 were referred, 420 contacted, 300 assessed, 210 had a need met.
LAST = [
    ("Offered", "Declined", 200),
    ("Offered", "Unknown", 80),
    ("Offered", "Refused", 20),
    ("Referred", "Waiting", 100),
    ("Referred", "Uncontactable", 80),
    (SAFELY, "Unsafe to contact", 70),
    (SAFELY, "Not eligible", 50),
    (ASSESSED, "Need not met", 90),
    ("Needs met", "Need met", 210),
]


def tabulated(rows=LAST, by="state"):
    """Return counts by last stage and another column, with their margins, as a released table has them."""
    cells = pd.DataFrame(rows, columns=["stage", by, "clients"])
    for column, other in (("stage", by), (by, "stage")):
        margin = cells.groupby(other, as_index=False)["clients"].sum()
        cells = pd.concat([cells, margin.assign(**{column: "Total"})], ignore_index=True)
    return cells.assign(status="shown")


def hidden(table, **where):
    here = np.logical_and.reduce([table[name].eq(label) for name, label in where.items()])
    assert here.any()
    state = np.where(here, "suppressed", "shown")
    return table.assign(clients=table["clients"].astype(float).mask(here), status=state)


def apart(*names):
    """Return definitions of two providers that differ for these stages alone."""
    rows = [(who, name, who if name in names else "alike") for name in (SAFELY, ASSESSED) for who in "BA"]
    return pd.DataFrame(rows, columns=["provider", "stage", "definition"])


def people(most, least=None):
    """Return how many people were recorded; without `least` each record is of another."""
    rows = [] if most is None else [(most if least is None else least, most, "shown")]
    return pd.DataFrame(rows, columns=["people_least", "people_most", "status"])


def reached(table=None, recorded=1_000, definitions=None, least=None, **more):
    table = tabulated() if table is None else table
    first = people(recorded, least)
    return measures.victims.reach_funnel(table, first, definitions, **more).set_index("stage")


def without(stage):
    return tabulated([row for row in LAST if row[0] != stage])


def test_whoever_reached_a_later_stage_was_at_each_before_it():
    found = reached()
    assert list(found.index) == ["Recorded", *STAGES] and (found["status"] == "shown").all()
    assert found["people"].tolist() == [1_000, 900, 600, 420, 300, 210]
    assert found["before"].tolist()[1:] == [1_000, 900, 600, 420, 300]
    offered, referred, safely = (found.loc[stage] for stage in STAGES[:3])
    # 100 of the 600 who were referred still wait: of the other 500 420 were contacted.
    assert (safely["before_unknown"], safely["waiting"]) == (100, 0) and referred["waiting"] == 100
    assert (safely["share_pct"], safely["share_of_first_pct"]) == pytest.approx((84, 42))
    assert (safely["least_pct"], safely["most_pct"]) == pytest.approx((70, 520 / 6))
    for columns, whole in ((["lower", "upper"], 500), (["lower_of_first", "upper_of_first"], 1_000)):
        wanted = [100 * float(end) for end in limits.wilson_limits(420, whole)]
        assert safely[columns].tolist() == pytest.approx(wanted)
    # The unknown are left out of the share and stand in its bounds.
    assert (referred["before"], referred["before_unknown"]) == (900, 100)
    bounds = referred[["lower_with_unknowns", "least_pct", "share_pct", "most_pct", "upper_with_unknowns"]]
    assert bounds.tolist()[1:4] == pytest.approx([600 / 9, 600 / 8, 700 / 9])
    assert bounds.is_monotonic_increasing
    # From there on as many more may have come as far: each later stage has them in its bound of the first.
    assert safely["most_of_first_pct"] == pytest.approx(62)
    # The states of those who left stand in the row of the stage they left.
    assert offered[["went_on", "declined", "unknown", "waiting"]].tolist() == [600, 200, 100, 0]
    assert safely[["unsafe_to_contact", "not_eligible"]].tolist() == [70, 50]
    assert found.loc["Recorded", "declined":"unknown"].isna().all()
    assert offered["method"] == "Wilson; a person who is not here counts as not reached"


@pytest.mark.parametrize(("recorded", "fits"), [(900, True), (899, False)])
def test_a_stage_larger_than_the_one_before_has_no_figure_and_says_why(recorded, fits):
    found = reached(recorded=recorded)
    row = found.loc["Offered"]
    said = "more people were offered help than were recorded: the same people may be in two returns"
    assert row["status"] == ("shown" if fits else "not available") and pd.isna(row["people"]) != fits
    assert fits or row["method"] == f"does not fit: {said}"
    # The next stage is set against the last one that has a figure.
    after = found.loc["Referred"]
    assert (after["before"], after["status"]) == (900 if fits else 899, "shown")
    told = measures.rates.what_does_not_fit(found.reset_index(), fits="All fits.")["says"].tolist()
    assert told == ["All fits." if fits else f"M{said[1:]}."]


def test_no_funnel_of_returns_that_contradict_one_another_is_refused_by_the_door():
    """A force that listed people whom a provider also returned had 23,656 offered against 22,562."""
    for gone in (*STAGES, None):
        for recorded in (0, 500, 10_000):
            states.checked(reached(without(gone), recorded).reset_index())


def test_a_hidden_count_hides_its_stage_and_who_went_on_from_those_before():
    found = reached(hidden(tabulated(), stage="Referred", state="Waiting"))
    assert found["status"].tolist() == ["shown", "shown", "suppressed", "shown", "shown", "shown"]
    assert found.loc["Referred"].drop(["method", "status"]).isna().all()
    after = found.loc[SAFELY]
    assert np.isnan(after["share_pct"]) and after["method"].startswith(stages.NOTHING_BEFORE)
    made = everyone_at_each_stage(hidden(tabulated(), stage=SAFELY, state="Total"))
    went_on = made[made["state"].eq("Went on")].set_index("stage")
    assert went_on["status"].tolist() == ["suppressed", "suppressed", "shown", "shown"]
    assert went_on["people"].isna().tolist() == [True, True, False, False]


def test_where_the_first_stage_is_hidden_or_not_there_nothing_is_a_share_of_it():
    first = people(np.nan).assign(status="suppressed")
    found = measures.victims.reach_funnel(tabulated(), first).set_index("stage")
    assert found["share_of_first_pct"].isna().all()
    assert found.loc["Offered", "method"] == stages.NOTHING_BEFORE
    alone = reached(recorded=None)
    assert list(alone.index) == list(STAGES)
    assert alone.loc["Referred", "share_of_first_pct"] == pytest.approx(600 / 9)


def test_without_returns_no_stage_is_zero_and_without_a_record_no_row():
    none = tabulated().iloc[:0]
    found = reached(none)
    assert found["status"].tolist() == ["shown", *["not available"] * 5]
    assert set(found["method"][1:]) == {stages.NOTHING_RETURNED}
    nothing = reached(none, None).reset_index()
    assert nothing.empty and measures.victims.largest_fall(nothing).empty
    assert measures.victims.left_by_state(none).empty and stages_by_group(none, "state").empty


def test_a_stage_that_nobody_reached_is_a_true_zero():
    row = reached(tabulated([*LAST[:-1], ("Needs met", "Need met", 0)])).loc["Needs met"]
    assert (row["people"], row["share_pct"], row["lower"], row["status"]) == (0, 0, 0, "shown")
    found = reached(tabulated([(stage, state, 0) for stage, state, _ in LAST]))
    assert found.loc["Offered", "share_pct"] == 0
    assert found.loc["Referred", "method"] == stages.NOBODY_BEFORE


def test_a_table_without_margins_and_a_state_that_is_not_known_are_refused():
    whole = tabulated()
    with pytest.raises(InputError, match='no "Total" in "state"'):
        everyone_at_each_stage(whole[whole["state"].ne("Total")])
    with pytest.raises(InputError, match=r'"state" has 1 rows.*Nearest: "Declined"'):
        reached(tabulated([("Offered", "Declind", 5), *LAST[1:]]))


def test_who_left_by_state_with_the_unknown_under_their_own_labels():
    found = measures.victims.left_by_state(tabulated()).set_index(["stage", "state"])
    assert found.loc["Offered"].index.tolist() == ["Declined", "Unknown", "Refused"]
    row = found.loc[("Offered", "Declined")]
    assert (row["people"], row["total_people"]) == (200, 900)
    assert row["share_pct"] == pytest.approx(200 / 900 * 100)
    assert "Needs met" not in found.index.get_level_values("stage")
    one = measures.victims.left_by_state(hidden(tabulated(), stage="Offered", state="Unknown"))
    one = one.set_index(["stage", "state"])
    assert one.loc["Offered", "status"].eq("suppressed").all()
    assert one.loc["Offered", "share_pct"].isna().all() and one.loc[("Offered", "Declined"), "people"] == 200
    assert one.loc["Referred", "status"].eq("shown").all()


# Stages that providers count in different ways


def test_a_stage_is_apart_only_where_two_providers_count_it_otherwise():
    defined = measures.victims.stages_defined
    found = defined(apart(SAFELY))
    assert found[["stage", "provider", "apart"]].values.tolist() == [
        [SAFELY, "A", "yes"], [SAFELY, "B", "yes"], [ASSESSED, "A", "no"], [ASSESSED, "B", "no"],
    ]  # fmt: skip
    assert found["all_apart"].unique().tolist() == [SAFELY]
    both = defined(apart(SAFELY, ASSESSED))["all_apart"].unique().tolist()
    assert both == ["Contacted safely and Needs assessed"]
    for said in (apart(), apart().iloc[:0]):
        assert defined(said)["all_apart"].isna().all()


def test_a_stage_apart_has_no_figure_and_the_next_is_of_the_one_before_it():
    found = reached(definitions=apart(SAFELY))
    withheld = found.loc[SAFELY]
    assert (withheld["status"], withheld["method"]) == ("not available", stages.COUNTED_APART)
    assert pd.isna(withheld["people"]) and pd.isna(withheld["share_pct"])
    # 300 of the 500 who were referred and do not wait were assessed, whatever lies between.
    assert found.loc[ASSESSED, ["people", "before", "share_pct"]].tolist() == [300, 600, 60]
    assert found.loc["Needs met", "share_pct"] == 70
    row = fall(found.reset_index())
    assert (row["stage"], row["stage_before"], row["fall_pct"]) == (ASSESSED, "Referred", 40)


WAYS = [
    *(("Offered", "police", 400), ("Referred", "police", 80), (SAFELY, "police", 20)),
    *(("Needs met", "police", 100), ("Referred", "themselves", 10)),
    *((ASSESSED, "themselves", 30), ("Needs met", "themselves", 60)),
]


def by_way(rows=WAYS, table=None, **options):
    table = tabulated(rows, "came_by") if table is None else table
    return stages_by_group(table, "came_by", **options).set_index(["came_by", "stage"])


def test_groups_are_compared_by_stage_with_what_a_lower_share_points_to():
    own = by_way().loc["themselves"]
    assert own["reached"].tolist() == [90, 90, 60] and own["before"].tolist() == [100, 90, 90]
    assert own.loc[SAFELY, "share_pct"] == 90
    assert 82 < own.loc[SAFELY, "lower"] < 90 < own.loc[SAFELY, "upper"] < 95
    one = by_way(stage=ASSESSED)
    assert one[["reached", "before"]].to_numpy().tolist() == [[100, 200], [90, 100]]
    needing = pd.DataFrame({"language_need": ["yes", "no"], "stage": "Referred", "clients": 9})
    found = stages_by_group(needing, "language_need", stage=ASSESSED).set_index("language_need")["means"]
    assert found.notna().to_dict() == {"no": False, "yes": True}


def test_groups_whose_stage_is_missing_incomparable_empty_or_hidden():
    found = by_way(definitions=apart(SAFELY))
    assert found.loc["police"].index.tolist() == [ASSESSED, "Needs met"]
    assert found.loc[("police", ASSESSED), ["reached", "before", "share_pct"]].tolist() == [100, 200, 50]
    assert by_way(stage=ASSESSED, definitions=apart(ASSESSED)).empty
    nobody = by_way([("Referred", "x", 12), ("Offered", "y", 5)])  # y came nowhere, and has no row
    assert nobody["reached"].tolist() == [0, 0, 0]
    assert nobody["status"].tolist() == ["shown", *["not available"] * 2]
    assert nobody["method"].iloc[1] == stages.NOBODY_CAME
    kept_back = by_way(table=hidden(tabulated(WAYS, "came_by"), stage=SAFELY, came_by="police"))
    assert kept_back.loc["police", "status"].tolist() == ["suppressed"] * 2 + ["shown"]
    assert kept_back.loc["themselves", "status"].eq("shown").all()


# Where most are lost: never more sure than chance and the unknown allow


def fall(reach):
    return measures.victims.largest_fall(reach).loc[0]


def test_the_largest_fall_is_of_the_share_and_not_of_the_people(funnel):
    # 200 of 1,000 are lost first, then 160 of 800, then 400 of 640, and last 180 of 240: 75 in 100.
    row = fall(funnel([1_000, 800, 640, 240, 60]))
    assert (row["stage"], row["stage_before"]) == (ASSESSED, SAFELY)
    assert (row["fall_pct"], row["people_lost"], row["steps"]) == (75, 180, 4)
    lower, upper = limits.wilson_limits(60, 240)
    assert [row["lower"], row["upper"]] == pytest.approx([100 - 100 * float(upper), 100 - 100 * float(lower)])
    assert row["chance_largest"] == row["chance_at_worst"] > 0.99 and row["verdict"] == stages.CLEAR
    assert row["means"] == stages.LOOK_AT[ASSESSED]


def test_two_equal_falls_cannot_be_told_apart_and_the_unknown_may_undo_one(funnel):
    row = fall(funnel([1_000, 500, 250, 240]))
    assert row["verdict"] == stages.CANNOT_BE_TOLD and 0.3 < row["chance_largest"] < 0.7
    assert pd.isna(row["means"])
    # Of 900 offered support 300 are unknown: 300 of the 600 known went on, and 600 of 900 if all unknown did.
    row = fall(funnel([1_000, 900, 300, 210], [0, 300, 0]))
    assert (row["stage"], row["fall_pct"], row["people_lost"]) == ("Referred", pytest.approx(50), 300)
    assert row["chance_largest"] > 0.95 > row["chance_at_worst"]
    assert row["verdict"] == stages.ON_THE_UNKNOWN


def test_one_step_is_nothing_to_compare_and_a_hidden_stage_hides_the_largest(funnel):
    table = funnel([1_000, 800, 640, 240, 60])
    table.loc[2, ["people", "share_pct", "lower", "upper", "status"]] = [*[np.nan] * 4, "suppressed"]
    one, two, hidden = (fall(rows) for rows in (funnel([100, 60]), funnel([100, 60, 50]), table))
    assert (one["status"], one["method"]) == ("not available", stages.TOO_FEW)
    assert two["status"] == "shown" and hidden["status"] == "suppressed"
    for row in (one, hidden):
        assert row[["stage", "fall_pct", "verdict", "chance_largest"]].isna().all()


def test_nobody_is_lost_who_waits_and_nobody_lost_is_no_finding():
    """With nobody lost and a wait of four months the page said that 33% were lost, "even allowing for" it."""
    rows = [("Offered", "Declined", 1), ("Referred", "Waiting", 299), ("Needs met", "Need met", 600)]
    found = reached(tabulated(rows), recorded=900).reset_index()
    assert found.set_index("stage").loc[SAFELY, "share_pct"] == 100
    row = fall(found)
    assert row["stage"] == "Referred" and row["fall_pct"] < 1 and row["people_lost"] == 1
    # Nobody was lost at all: no stage is named.
    rows[0] = ("Offered", "Unknown", 1)
    row = fall(reached(tabulated(rows), recorded=900).reset_index())
    assert (row["status"], row["method"]) == ("not available", stages.NOBODY_LOST) and pd.isna(row["stage"])


def test_a_force_that_records_no_offers_is_not_one_that_offers_no_help():
    found = reached(without("Offered"))
    offered = found.loc["Offered"]
    assert (offered["status"], offered["method"]) == ("not available", stages.NO_OFFERS)
    referred = found.loc["Referred"]
    assert (referred["before"], referred["share_of_first_pct"]) == (1_000, 60)


# What the records, missing returns and earlier years leave open


def returns(people=0.0, missing=None, listed="yes"):
    return pd.DataFrame({"people_at_most": [people], "missing": [missing], "listed": [listed]})


def years(earlier, status="shown"):
    whole = 900
    cells = [("Within the twelve months before", whole - earlier, "shown"), ("Earlier", earlier, status)]
    rows = [("Offered by the police", *cell) for cell in (*cells, ("Total", whole, "shown"))]
    rows += [("Came by themselves", "Earlier", 70, "shown")]
    return pd.DataFrame(rows, columns=["came_by", "recorded_when", "clients", "status"])


def test_persons_are_set_against_persons_and_the_ends_are_what_the_records_allow():
    found = reached(least=900, recorded=1_000)
    offered = found.loc["Offered"]
    assert (offered["share_of_first_pct"], offered["most_of_first_pct"]) == pytest.approx((90, 100))
    assert (offered["share_pct"], offered["most_pct"]) == pytest.approx((90, 100))
    # Those whose crime the police recorded in an earlier year are not among the people recorded in this.
    assert reached(ways=years(90)).loc["Offered", "share_of_first_pct"] == pytest.approx(81)
    # Where that is hidden, as many as may be are left out of the least.
    assert reached(ways=years(90, "suppressed")).loc["Offered", "share_of_first_pct"] == pytest.approx(81)


@pytest.mark.parametrize(
    ("sent", "least", "share"),
    [
        (returns(), 1_000, "90%"),
        (returns(), 950, "90% to 95%"),
        (returns(50, "B (2 quarters)"), 1_000, "at least 90% and at most 95%"),
        (returns(np.nan, None, "no"), 1_000, "at least 90%"),
        (returns(np.nan, "B (4 quarters)"), 1_000, None),
    ],
)
def test_a_share_of_the_recorded_is_a_range_and_at_least_without_a_return(sent, least, share):
    words = measures.victims.reached_in_words(reached(least=least, returns=sent).reset_index(), sent)
    row = words.set_index("stage").loc["Offered"]
    assert (row["share"] if share else None) == share
    assert row["status"] == ("shown" if share else "not available")
    assert share or "B (4 quarters)" in row["method"]


def test_who_may_be_in_a_return_not_sent_may_have_come_to_the_next_stage():
    rows = tabulated([("Offered", "Declined", 400), ("Referred", "Declined", 100)])
    most = {
        people: reached(rows, recorded=1_000, returns=returns(people, "B (1 quarter)")).loc["Referred"]
        for people in (0, 500, np.nan)
    }
    assert [row["most_pct"] for row in most.values()] == pytest.approx([20, 60, np.nan], nan_ok=True)
    assert most[500]["least_pct"] == pytest.approx(10) and most[500]["share_pct"] == pytest.approx(20)
    told = fall(reached(rows, recorded=1_000, returns=returns(500, "B (1 quarter)")).reset_index())
    assert (told["stage"], told["fall_least_pct"]) == (SAFELY, pytest.approx(100 - 100 * 500 / 600))


@pytest.mark.parametrize(("not_sent", "told"), [(200, True), (201, False)])
def test_a_share_is_withheld_only_where_its_ends_are_over_twenty_points_apart(not_sent, told):
    few = tabulated([("Offered", "Declined", 400), ("Referred", "Declined", 100)])
    sent = returns(not_sent, "B (1 quarter)")
    words = measures.victims.reached_in_words(reached(few, returns=sent).reset_index(), sent)
    row = words.set_index("stage").loc["Offered"]
    assert (row["status"] == "shown") == told
    assert (row["share"] == "at least 50% and at most 70%") == told


# Groups that are known only after the outcome


def asked(known, unknown):
    """Return people by whether they need an interpreter: {label: (referred and no more, assessed)}."""
    groups = {**known, "Unknown": unknown}
    rows = [
        (stage, label, number)
        for label, numbers in groups.items()
        for stage, number in zip(("Referred", ASSESSED), numbers, strict=True)
    ]
    table = tabulated(rows, "language_need")
    found = stages_by_group(table, "language_need", stage=ASSESSED)
    return found, measures.victims.compared_in_words(found, "language_need", "yes", "no")


def test_who_was_asked_only_after_going_on_makes_no_finding():
    """A return in which only people who accepted were asked said that 100% of those who needed one did."""
    found, told = asked({"yes": (0, 20), "no": (0, 380)}, unknown=(400, 0))
    row = found.set_index("language_need").loc["yes"]
    assert row["share_pct"] == 100 and row["least_pct"] < 35 and row["most_pct"] == 100
    assert told["status"].tolist() == ["not available"] and told["share"].isna().all()


def test_a_gap_that_is_there_whatever_the_people_not_asked_need_is_told():
    _, told = asked({"yes": (271, 124), "no": (2_997, 3_790)}, unknown=(313, 348))
    assert told[["share", "other_share"]].values.tolist() == [["27% to 42%", "53% to 58%"]]
    _, everyone = asked({"yes": (271, 124), "no": (2_997, 3_790)}, unknown=(0, 0))
    assert everyone[["share", "other_share"]].values.tolist() == [["31%", "56%"]]
    _, alike = asked({"yes": (180, 220), "no": (2_997, 3_790)}, unknown=(0, 0))
    assert alike["status"].tolist() == ["not available"]
