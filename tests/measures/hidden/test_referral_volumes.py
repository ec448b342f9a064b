"""Referrals, refusals and decisions: exact limits over pooled quarters, children apart."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from analysis import measures
from analysis.errors import InputError
from analysis.measures.hidden.referrals import ADULT, CHILD, NOT_ADULT
from analysis.measures.rates import limits as limits_measures
from analysis.sources import home_office
from analysis.sources.files import SourceFile

AGE_NOT_KNOWN = "Not specified or unknown"
NAMES = ("Mentioned", "Not_mentioned")
PERIOD = "eight quarters ending 2024-Q1"
PERIODS = {
    PERIOD: [f"2022-Q{one}" for one in (2, 3, 4)] + [f"2023-Q{one}" for one in (1, 2, 3, 4)] + ["2024-Q1"]
}


def pooled(column, count="referrals", period=PERIOD, **counts):
    """Return counts by the labels of a column with their margin; None is hidden."""
    labels = {name.replace("_", " "): number for name, number in counts.items()}
    total = None if None in labels.values() else sum(labels.values())
    rows = pd.DataFrame({"period": period, column: [*labels, "Total"], count: [*labels.values(), total]})
    rows[count] = rows[count].astype("Int64")
    return rows.assign(status=np.where(rows[count].isna(), "suppressed", "shown"))


def by_age(adult, child=0, unknown=0, period=PERIOD):
    rows = pooled("age_group", a=adult, c=child, u=unknown, period=period)
    return rows.replace({"a": ADULT, "c": CHILD, "u": AGE_NOT_KNOWN})


def reports(count, period=PERIOD):
    return pooled("age_group", "reports", a=count, period=period).replace({"a": ADULT})


RESIDENTS = pd.DataFrame({"age": [17, 18, 90], "residents": [120_000, 400_000, 80_000]})


def by_adulthood(adult, child, **more):
    rows = pooled("adult_or_child", a=adult, c=child, **more)
    return rows.replace({"a": ADULT, "c": NOT_ADULT})


def rates(table):
    return measures.hidden.referral_rates(table, RESIDENTS, PERIODS)


def shares(referrals, said_no):
    return measures.hidden.decline_share(referrals, said_no).set_index("age_group")


def wilson(part, whole):
    return pytest.approx([100 * limit for limit in limits_measures.wilson_limits(part, whole)])


def test_a_rate_of_pooled_referrals_is_a_years_with_exact_limits():
    found = rates(by_adulthood(40, 8, Other=8)).set_index("adult_or_child")
    adult = found.loc[ADULT]
    assert (adult["period"], adult["referrals"], adult["years"]) == (PERIOD, 40, 2)
    assert adult["rate_per_100000"] == pytest.approx(40 / 2 / 4.8)
    exact = stats.chi2.ppf([0.025, 0.975], [80, 82]) / 2 / 2 / 4.8
    assert [adult["lower"], adult["upper"]] == pytest.approx(exact)
    # The same method for eight as for forty: it may not tell which is small.
    assert found.loc[[ADULT, NOT_ADULT], "method"].tolist() == ["exact", "exact"]
    other = found.loc["Other"]
    assert (other["referrals"], other["status"]) == (8, "not available")
    assert other["method"] == "not given: no residents to count against"
    assert found.loc["Total", "rate_per_100000"] == pytest.approx(56 / 2 / 6)


def test_no_referral_is_zero_with_an_upper_limit_and_a_hidden_count_has_no_rate():
    figures = ["referrals", "rate_per_100000", "lower", "upper"]
    none, hidden = (
        rates(by_adulthood(40, child)).set_index("adult_or_child").loc[NOT_ADULT] for child in (0, None)
    )
    assert none[figures].tolist() == pytest.approx([0, 0, 0, -np.log(0.025) / 2.4])
    assert hidden["status"] == "suppressed" and hidden[figures].isna().all()


def test_any_mention_of_a_kind_is_of_all_referrals_and_kinds_add_to_more():
    counts = {"labour": (30, 18), "criminal": (25, 23), "sexual": (None, 48)}
    tables = {
        kind: pooled(kind, **{name: number for name, number in zip(NAMES, both, strict=True) if number})
        for kind, both in counts.items()
    }
    hidden = pooled("other", Mentioned=None, Not_mentioned=None)
    hidden.loc[2, ["referrals", "status"]] = [48, "shown"]
    found = pd.concat(
        measures.hidden.any_mention(table, kind.title(), kind)
        for kind, table in (tables | {"other": hidden}).items()
    ).set_index("exploitation")
    assert found["referrals"].iloc[:3].tolist() == [30, 25, 0] and set(found["total_referrals"]) == {48}
    assert found["share_pct"].sum() > 100 and found["status"].tolist() == [*["shown"] * 3, "suppressed"]
    assert found.loc["Labour", ["lower", "upper"]].tolist() == wilson(30, 48)
    assert found.loc["Other", ["referrals", "share_pct"]].isna().all()


FORCES = pd.DataFrame({"area_name": ["Here", "Northam", "Wick"], "population": [600_000, 600_000, 300_000]})


def test_a_force_is_held_against_the_usual_range_where_five_counts_are_shown():
    names = ["Northam", "Wick", "Aston", "Brook", "Cliff"]
    people = pd.DataFrame({"area_name": ["Here", *names], "population": 600_000})
    own = pooled("adult_or_child", Adult=200, Child=40)
    found = [
        measures.hidden.referrals_by_force(pooled("force", **counts), own, people, PERIODS, "Here")
        for counts in (dict.fromkeys(names, 60), dict.fromkeys(names, 60) | {"Wick": None, "Cliff": None})
    ]
    few, many = (one.set_index("area_name") for one in found[::-1])
    assert many.loc["Northam", "rate_per_100000"] == 5 and many.loc["Here", "rate_per_100000"] == 20
    assert many["position"].notna().all() and few["position"].isna().all()
    assert few.loc["Wick", "status"] == "suppressed" and np.isnan(few.loc["Wick", "rate_per_100000"])


def test_what_is_counted_over_other_quarters_has_neither_a_point_nor_a_share():
    year = "four quarters ending 2023-Q1"
    periods = PERIODS | {year: PERIODS[PERIOD][:4]}
    own = pooled("adult_or_child", Adult=50, period=year)
    found = measures.hidden.referrals_by_force(pooled("force", Northam=60), own, FORCES, periods, "Here")
    here = found.set_index("area_name").loc["Here"]
    adult = shares(by_age(120), reports(40, period=year)).loc[ADULT]
    for row in (here, adult):
        assert row["status"] == "not available"
        assert row["method"] == "not given: the two are counted over different quarters"
    assert np.isnan(adult["share_pct"])


def test_the_decline_share_is_of_adults_who_were_asked_and_children_stand_apart():
    found = shares(by_age(120, child=80, unknown=8), reports(40))
    adult = found.loc[ADULT]
    assert adult[["referred", "said_no", "asked", "share_pct"]].tolist() == [120, 40, 160, 25]
    assert adult["lowest_share_pct"] == pytest.approx(100 * 40 / 168)
    child = found.loc[CHILD]
    # Not "[x] not available": nobody could count it, as a child is not asked.
    assert (child["referred"], child["status"]) == (80, "shown")
    assert child["method"] == "not applicable: a child cannot decline"
    assert child[["said_no", "asked", "share_pct", "lowest_share_pct"]].isna().all()
    assert found.loc[AGE_NOT_KNOWN, "method"].startswith("not given: nobody knows whether they are adults")
    assert "Total" not in found.index


def test_nobody_asked_has_no_share_and_a_hidden_count_hides_it():
    nobody = shares(by_age(0, child=3), reports(0)).loc[ADULT]
    assert nobody["method"] == "not given: no adult was referred and none declined"
    assert np.isnan(nobody["share_pct"])
    assert shares(by_age(0), reports(4)).loc[ADULT, "share_pct"] == 100
    hidden = shares(by_age(None), reports(10)).loc[ADULT]
    assert hidden["status"] == "suppressed"
    assert hidden[["referred", "asked", "share_pct", "lowest_share_pct"]].isna().all()
    assert shares(by_age(30), reports(None)).loc[ADULT, ["status", "referred"]].tolist() == ["suppressed", 30]


def test_the_mix_of_first_responders_adds_to_everybody():
    found = measures.hidden.first_responder_mix(pooled("first_responder_type", Police=36, Council=24))
    assert found["referrals"].tolist() == [36, 24] and set(found["total_referrals"]) == {60}
    assert found["share_pct"].tolist() == pytest.approx([60, 40])
    hidden = pooled("first_responder_type", Police=36, Council=None)
    assert set(measures.hidden.first_responder_mix(hidden)["status"]) == {"suppressed"}


def test_a_share_of_decisions_says_that_nobody_knows_how_many_wait():
    decided = pd.DataFrame({"age_group": ADULT, "decision": ["Positive", "Negative"], "decisions": [90, 10]})
    none = pd.DataFrame({"age_group": CHILD, "decision": ["Positive"], "decisions": [0]})
    both = pd.concat([decided, none], ignore_index=True)
    found = measures.hidden.positive_share(both, by="age_group").set_index("age_group")
    adult = found.loc[ADULT]
    assert adult[["positive", "decided", "share_pct", "status"]].tolist() == [90, 100, 90, "shown"]
    assert adult["method"] == "of those decided; how many await a decision is not in the table"
    assert found.loc[CHILD, "method"] == "not given: nothing was decided"


AGES = pooled("adult_or_child", Adult=3, Child=1)


@pytest.mark.parametrize(
    ("verb", "given", "message"),
    [
        ("decline_share", (by_age(3), reports(1)[["period", "age_group"]]), 'Column "reports" is not in the'),
        ("referral_rates", (AGES, RESIDENTS, {}), "A period without its quarters in row 0"),
        ("any_mention", (AGES.head(1), "Labour", "adult_or_child"), 'have no row "Total"'),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused(verb, given, message):
    with pytest.raises(InputError, match=message):
        getattr(measures.hidden, verb)(*given)


def released(table, value, period, quarters):
    """Return the counts of a period by age group with their margin, as a released table has them."""
    counts = table[table["quarter"].isin(quarters)].groupby("age_group", as_index=False)[value].sum()
    total = pd.DataFrame({"age_group": ["Total"], value: [counts[value].sum()]})
    return pd.concat([counts, total], ignore_index=True).assign(period=period, status="shown")


@pytest.mark.real
def test_the_published_course_gives_the_share_of_2023(real):
    referrals, said_no = (
        SourceFile(real(f"home-office/nrm_{name}_longitudinal.csv"))
        for name in ("referrals", "duty_to_notify")
    )
    year = "2023", [f"2023-Q{one}" for one in (1, 2, 3, 4)]
    referred = home_office.nrm_referrals_by_quarter(referrals).frame
    reported = home_office.duty_to_notify_by_quarter(said_no).frame.assign(age_group=ADULT)
    found = shares(released(referred, "referrals", *year), released(reported, "reports", *year))
    assert found["referred"].sum() == 17_004  # the bulletin of that year
    raw = pd.read_csv(said_no.path).query("Year == 2023 and Quarter == 'Total'")
    published, adult = raw["Total"].item(), found.loc[ADULT]
    assert adult["said_no"] == published
    assert adult["share_pct"] == pytest.approx(100 * published / (published + adult["referred"]))


@pytest.mark.real
def test_the_six_published_quarters_are_pooled(real):
    counts = []
    for quarter in PERIODS[PERIOD][:6]:
        name = f"nrm_referrals_police_{quarter.replace('-Q', '_q')}-warwickshire-subset.csv"
        frame = home_office.nrm_referrals(SourceFile(real(f"home-office/{name}"))).frame
        counts.append(int(frame["referrals"].sum()))
    assert counts == [4, 7, 7, 13, 7, 10]
    table = pd.DataFrame({"period": ["six"], "adult_or_child": "Total", "referrals": [sum(counts)]})
    (row,) = measures.hidden.referral_rates(table, RESIDENTS, {"six": PERIODS[PERIOD][:6]}).itertuples()
    assert row.rate_per_100000 == pytest.approx(100_000 * 48 / 1.5 / 600_000)
    assert row.lower < row.rate_per_100000 < row.upper
