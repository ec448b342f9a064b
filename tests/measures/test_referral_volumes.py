"""Referrals, refusals and decisions: pools that move a year at a time, exact limits, children apart."""

from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from analysis import measures
from analysis.errors import InputError
from analysis.measures.referral_volumes import ADULT, AGE_NOT_KNOWN, CHILD
from analysis.publish.disclosure import periods as calendar
from analysis.sources import home_office
from analysis.sources.files import SourceFile

YEAR = ["2022-Q2", "2022-Q3", "2022-Q4", "2023-Q1"]


def quarters(first, number):
    """Return so many quarters from the first on."""
    start = int(first[:4]) * 4 + int(first[-1]) - 1
    return [f"{at // 4}-Q{at % 4 + 1}" for at in range(start, start + number)]


def by_age(adult, child=0, unknown=0, known=YEAR):
    """Return so many referrals of each age group in each quarter; a nought has no row."""
    rows = [
        (quarter, age, count)
        for quarter in known
        for age, count in ((ADULT, adult), (CHILD, child), (AGE_NOT_KNOWN, unknown))
        if count
    ]
    return pd.DataFrame(rows, columns=["quarter", "age_group", "referrals"])


def reports(count, known=YEAR):
    return pd.DataFrame({"quarter": known, "reports": count})


@pytest.mark.parametrize(
    ("known", "name", "number"),
    [
        ([], "", 0),
        (quarters("2022-Q3", 3), "", 0),  # Q3, Q4, Q1: three up to March
        (quarters("2022-Q2", 4), "four quarters ending 2023-Q1", 4),
        (quarters("2022-Q2", 6), "four quarters ending 2023-Q1", 4),  # the two after March wait for the next
        (quarters("2022-Q2", 8), "eight quarters ending 2024-Q1", 8),
        (quarters("2020-Q3", 11), "eleven quarters ending 2023-Q1", 11),
        (quarters("2020-Q2", 12), "three years ending 2023-Q1", 12),
        (quarters("2009-Q2", 60), "three years ending 2024-Q1", 12),
        ([*quarters("2021-Q2", 3), *quarters("2022-Q2", 4)], "four quarters ending 2023-Q1", 4),  # a gap
        (["2021-Q4", *quarters("2022-Q2", 3)], "", 0),  # no March
    ],
)
def test_what_is_pooled_and_what_it_is_called(known, name, number):
    period, pooled = measures.pool_of_quarters(known[::-1])
    assert (period, len(pooled)) == (name, number)
    assert pooled == sorted(pooled)


@pytest.mark.parametrize("number", range(4, 20))
def test_a_release_pools_the_same_quarters_and_calls_them_the_same(number):
    known = quarters("2020-Q2", number)
    period, pooled = measures.pool_of_quarters(known)
    assert calendar.pool("up to three years", pooled[-1], set(known)) == (period, pooled)


def test_two_pools_are_never_a_quarter_apart():
    every = quarters("2019-Q1", 40)
    pools = [set(measures.pool_of_quarters(every[:end])[1]) for end in range(4, 40)]
    pools = [pool for pool in pools if pool]
    assert {len(one ^ following) for one, following in pairwise(pools)} == {0, 4, 5, 8}


def test_a_rate_of_pooled_referrals_is_a_years_with_exact_limits():
    known = quarters("2022-Q2", 8)
    residents = pd.DataFrame({"age_group": [ADULT, CHILD], "population": [480_000, 120_000]})
    found = measures.referral_rates(by_age(5, 1, 1, known), known, residents).set_index("age_group")
    adult = found.loc[ADULT]
    assert (adult["period"], adult["referrals"], adult["years"]) == ("eight quarters ending 2024-Q1", 40, 2)
    assert adult["rate_per_100000"] == pytest.approx(40 / 2 / 4.8)
    exact = stats.chi2.ppf([0.025, 0.975], [80, 82]) / 2 / 2 / 4.8
    assert [adult["lower"], adult["upper"]] == pytest.approx(exact)
    # The same method for eight as for forty: it may not tell which is small.
    assert found.loc[[ADULT, CHILD], "method"].tolist() == ["exact", "exact"]
    assert found.loc[CHILD, "referrals"] == 8
    unknown = found.loc[AGE_NOT_KNOWN]
    assert (unknown["referrals"], unknown["status"]) == (8, "not available")
    assert unknown["method"] == "not given: no residents to count against"


def test_an_age_group_that_nobody_was_referred_from_is_nought_and_has_an_upper_limit():
    residents = pd.DataFrame({"age_group": [ADULT, CHILD], "population": [480_000, 120_000]})
    child = measures.referral_rates(by_age(5), YEAR, residents).set_index("age_group").loc[CHILD]
    assert (child["referrals"], child["rate_per_100000"], child["lower"]) == (0, 0, 0)
    assert child["upper"] == pytest.approx(-np.log(0.025) / 1.2)


def test_with_fewer_than_four_quarters_nothing_is_given():
    residents = pd.DataFrame({"age_group": [ADULT], "population": [480_000]})
    known = YEAR[1:]
    table = by_age(5, known=known)
    assert len(measures.referral_rates(table, known, residents)) == 0
    assert len(measures.decline_share(table, reports(3, known))) == 0
    mix = measures.first_responder_mix(table.assign(first_responder_type="Police"), known)
    assert len(mix) == 0 and "share_pct" in mix.columns


def test_the_decline_share_is_of_adults_who_were_asked_and_children_stand_apart():
    found = measures.decline_share(by_age(30, child=20, unknown=2), reports(10)).set_index("age_group")
    adult = found.loc[ADULT]
    assert adult[["referrals", "reports", "asked"]].tolist() == [120, 40, 160]
    assert adult["share_pct"] == 25
    limits = [100 * limit for limit in measures.wilson_limits(40, 160)]
    assert [adult["lower"], adult["upper"]] == pytest.approx(limits)
    assert adult["lowest_share_pct"] == pytest.approx(100 * 40 / 168)
    child = found.loc[CHILD]
    assert (child["referrals"], child["status"]) == (80, "not available")
    assert child["method"] == "not given: a child cannot decline"
    assert child[["reports", "asked", "share_pct", "lower", "upper", "lowest_share_pct"]].isna().all()
    assert found.loc[AGE_NOT_KNOWN, "method"].startswith("not given: nobody knows whether they are adults")


def test_a_share_is_of_the_quarters_that_both_tables_have():
    early = measures.decline_share(by_age(30, known=quarters("2021-Q2", 8)), reports(10))
    assert early["period"].iloc[0] == "four quarters ending 2023-Q1" and early["referrals"].iloc[0] == 120
    course = measures.decline_share(by_age(30), reports(10), quarters=["2022-Q3"])
    assert course[["period", "referrals", "reports"]].iloc[0].tolist() == ["2022-Q3", 30, 10]
    two = measures.decline_share(by_age(30), reports(10), quarters=YEAR[1::-1])
    assert two["period"].iloc[0] == "2022-Q2 to 2022-Q3"
    with pytest.raises(InputError, match="2023-Q2 is not in both tables"):
        measures.decline_share(by_age(30), reports(10), quarters=["2022-Q2", "2023-Q2"])


def test_nobody_asked_has_no_share():
    found = measures.decline_share(by_age(0, child=3), reports(0)).set_index("age_group")
    assert found.loc[ADULT, "method"] == "not given: no adult was referred and none declined"
    assert np.isnan(found.loc[ADULT, "share_pct"])
    everybody = measures.decline_share(by_age(0, child=3), reports(4)).set_index("age_group")
    assert everybody.loc[ADULT, ["share_pct", "upper"]].tolist() == [100, 100]


def test_a_hidden_count_hides_the_share():
    hidden = by_age(30).assign(status="shown")
    hidden.loc[0, "status"] = "suppressed"
    found = measures.decline_share(hidden, reports(10)).set_index("age_group")
    assert found.loc[ADULT, "status"] == "suppressed"
    assert found.loc[ADULT, ["referrals", "asked", "share_pct", "lowest_share_pct"]].isna().all()
    other = reports(10).assign(status=["not available", *["shown"] * 3], method="not published")
    found = measures.decline_share(by_age(30), other).set_index("age_group")
    assert found.loc[ADULT, ["status", "method"]].tolist() == ["not available", "not published"]


def test_the_mix_of_first_responders_adds_to_everybody():
    table = pd.concat(
        [
            by_age(9).assign(first_responder_type="Police"),
            by_age(6, known=quarters("2022-Q2", 8)).assign(first_responder_type="Local authority"),
        ]
    )
    found = measures.first_responder_mix(table, YEAR)
    assert found["referrals"].tolist() == [36, 24] and set(found["total_referrals"]) == {60}
    assert found["share_pct"].tolist() == pytest.approx([60, 40])


DECISIONS = pd.DataFrame(
    [(ADULT, "Positive", 90), (ADULT, "Negative", 10), (ADULT, "Awaiting", 50), (CHILD, "Awaiting", 7)],
    columns=["age_group", "decision", "decisions"],
)


def test_who_awaits_a_decision_is_waiting_and_not_refused():
    found = measures.positive_share(DECISIONS, by="age_group").set_index("age_group")
    adult = found.loc[ADULT]
    assert adult[["positive", "decided", "awaiting", "share_pct"]].tolist() == [90, 100, 50, 90]
    assert [adult["lower"], adult["upper"]] == pytest.approx(
        [100 * limit for limit in measures.wilson_limits(90, 100)]
    )
    ends = adult[["lowest_share_pct", "highest_share_pct"]].tolist()
    assert ends == pytest.approx([60, 100 * 140 / 150])
    child = found.loc[CHILD]
    assert (child["awaiting"], child["method"]) == (7, "not given: nothing was decided")
    assert child[["share_pct", "lowest_share_pct", "highest_share_pct"]].isna().all()


def test_where_nobody_says_how_many_wait_there_is_no_nought_in_their_place():
    decided = DECISIONS[DECISIONS["decision"] != "Awaiting"]
    (row,) = measures.positive_share(decided).to_dict("records")
    assert (row["share_pct"], row["status"]) == (90, "shown")
    assert row["method"] == "Wilson, of those decided; how many await a decision is not in the table"
    assert not {"awaiting", "lowest_share_pct", "highest_share_pct"} & set(row)
    with pytest.raises(InputError, match=r"Child \(17 or under\) has no row for \"Awaiting\""):
        measures.positive_share(
            pd.concat([DECISIONS[:3], DECISIONS[:1].assign(age_group=CHILD)], ignore_index=True),
            by="age_group",
        )


def test_leaving_out_those_who_wait_makes_waiting_look_short():
    bands = pd.DataFrame(
        {"days_from": [0, 0, 90, 90, 180, 180], "days_before": [90, 90, 180, 180, None, None]}
    )
    bands = bands.assign(ending=["Positive", "still waiting"] * 3, people=[40, 20, 30, 30, 0, 0])
    (row,) = measures.waiting_times(bands).itertuples()
    assert (row.people, row.ended, row.still_waiting) == (120, 70, 50)
    assert row.median_days > row.median_days_of_decided == pytest.approx(90 * 35 / 40)
    (patient,) = measures.waiting_times(bands.assign(people=[20, 30, 10, 60, 0, 0])).itertuples()
    assert patient.status == "not available" and patient.median_days_of_decided == pytest.approx(67.5)
    (done,) = measures.waiting_times(bands.assign(people=[20, 0, 10, 0, 0, 0])).itertuples()
    assert done.median_days == done.median_days_of_decided == pytest.approx(67.5)


RESIDENTS = pd.DataFrame({"age_group": [ADULT], "population": [480_000]})


def decided(label, count):
    return pd.DataFrame({"decision": [label], "decisions": [count]})


@pytest.mark.parametrize(
    ("verb", "given", "message"),
    [
        ("decline_share", (by_age(3).replace({ADULT: "Adult, 18 or over"}), reports(1)), 'Nearest: "Adult'),
        ("decline_share", (by_age(-3), reports(1)), '"referrals" is negative in row 0'),
        ("decline_share", (by_age(3), reports(-1)), '"reports" is negative in row 0'),
        ("decline_share", (by_age(3), reports(1)[["quarter"]]), 'Column "reports" is not in the table'),
        ("referral_rates", (by_age(3), YEAR, RESIDENTS.assign(population=0)), '"population" is zero'),
        ("referral_rates", (by_age(3), YEAR, pd.concat([RESIDENTS] * 2)), "A second row for one group"),
        ("referral_rates", (by_age(3), ["2023"], RESIDENTS), "no quarter such as 2026-Q1"),
        ("positive_share", (decided("Positve", 1),), 'Nearest: "Positive"'),
        ("positive_share", (decided("Positive", -1),), '"decisions" is negative in row 0'),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused(verb, given, message):
    with pytest.raises(InputError, match=message):
        getattr(measures, verb)(*given)


@pytest.mark.real
def test_the_published_course_gives_the_share_of_2023(real):
    table = home_office.nrm_referrals_by_quarter(
        SourceFile(real("home-office/nrm_referrals_longitudinal.csv"))
    )
    said_no = home_office.duty_to_notify_by_quarter(
        SourceFile(real("home-office/nrm_duty_to_notify_longitudinal.csv"))
    )
    year = quarters("2023-Q1", 4)
    found = measures.decline_share(table.frame, said_no.frame, quarters=year)
    assert found["period"].iloc[0] == "2023-Q1 to 2023-Q4"
    assert found["referrals"].sum() == 17_004  # the bulletin of that year
    raw = pd.read_csv(real("home-office/nrm_duty_to_notify_longitudinal.csv")).query("Year == 2023")
    published = raw.loc[raw["Quarter"] == "Total", "Total"].item()
    adult = found.set_index("age_group").loc[ADULT]
    assert adult["reports"] == published
    assert adult["share_pct"] == pytest.approx(100 * published / (published + adult["referrals"]))


@pytest.mark.real
def test_the_six_published_quarters_are_pooled_up_to_march(real):
    known = quarters("2022-Q2", 6)
    found = []
    for quarter in known:
        name = f"nrm_referrals_police_{quarter.replace('-Q', '_q')}-warwickshire-subset.csv"
        frame = home_office.nrm_referrals(SourceFile(real(f"home-office/{name}"))).frame
        found.append(pd.DataFrame({"quarter": [quarter], "referrals": [frame["referrals"].sum()]}))
    rates = measures.referral_rates(
        pd.concat(found).assign(age_group="All ages"),
        known,
        pd.DataFrame({"age_group": ["All ages"], "population": [596_800]}),
    )
    row = rates.iloc[0]
    assert (row["period"], row["referrals"]) == ("four quarters ending 2023-Q1", 4 + 7 + 7 + 13)
    assert row["rate_per_100000"] == pytest.approx(100_000 * 31 / 596_800)
    assert row["lower"] < row["rate_per_100000"] < row["upper"]
