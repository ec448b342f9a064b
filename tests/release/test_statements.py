"""What is said of counts that are in no table: words, and figures where no hidden count is behind them."""

import importlib
import re

import numpy as np
import pandas as pd
import pytest

from analysis import settings, tables
from analysis.errors import InputError
from analysis.measures.plans.campaigns import months_for
from analysis.publish.exhibits import tabulate
from analysis.release import counted_risk, handover, people, policies, series, statements, tabulations

released = importlib.import_module("analysis.tables.released")

BELOW = 5
START = "2025-02-01"
FIGURES = ["change_pct", "change_lower_pct", "change_upper_pct", "trend_to_undo_pct"]


def counted(average, seed, after=1.0, months=40, **changes):
    """Return contacts by month, none below 5; `changes` are {"m3": count} of single months."""
    rng = np.random.Generator(np.random.PCG64(seed))
    days = pd.date_range("2023-01-01", periods=months, freq="MS").as_unit("us")
    means = np.where(days >= START, average * after, average)
    counts = np.maximum(rng.poisson(means), BELOW)
    for name, count in changes.items():
        counts[int(name.removeprefix("m"))] = count
    return pd.DataFrame({"period_start": days, "contacts": counts.astype("int64"), "status": "shown"})


def placed(**places):
    """Return the contacts of several places to one route."""
    return pd.concat([rows.assign(route="Line", area=place) for place, rows in places.items()])


def campaign(name="A", area="Larkmere", comparison="Quarrowby", **changes):
    row = {
        "campaign": name, "language": "Polish", "channel": "radio", "route": "Line", "area": area,
        "comparison_area": comparison, "started_on": pd.Timestamp(START), "ended_on": pd.NaT,
        "hoped_for_pct": 30.0,
    }  # fmt: skip
    return pd.DataFrame([row | changes]).astype({"comparison_area": "str"})


@pytest.fixture
def told():
    """Return a function from campaigns and contacts to the rows of a statement about them."""

    def tell(campaigns, contacts, name=statements.RESULTS):
        return statements.of_campaigns(name, campaigns, contacts, policies.read()["victims"])

    return tell


@pytest.fixture
def handed(tmp_path, monkeypatch):
    """Return a function that hands what is told of Sampleshire to chapters, as a build does."""

    def hand():
        path = tmp_path / "tabulations.json"
        handover.put(path, {"area": "sampleshire", "tabulations": {}} | statements.beside("sampleshire"))
        monkeypatch.setenv(settings.SOLVED_VARIABLE, str(path))

    return hand


@pytest.fixture
def office(county, sampleshire_folder, monkeypatch):
    county("ruc21_lsoa21.csv")
    monkeypatch.setenv(settings.LOCAL_VARIABLE, str(sampleshire_folder.with_name("sampleshire-local")))
    return tables.office.campaigns("sampleshire"), people.contacts("sampleshire")


@pytest.mark.parametrize(
    ("lowest", "status"), [(0, "shown"), (1, "suppressed"), (4, "suppressed"), (5, "shown")]
)
@pytest.mark.parametrize("where", ["Larkmere", "Quarrowby"])
def test_a_figure_leaves_where_no_month_of_either_place_is_a_small_count(told, where, lowest, status):
    one = {"Larkmere": counted(30, 1, 5), "Quarrowby": counted(30, 2)}
    one[where].loc[7, "contacts"] = lowest
    (row,) = told(campaign(), placed(**one)).itertuples()
    assert row.status == status and pd.isna(row.change_pct) == (status != "shown")
    assert row.answer == "worked"


def test_a_month_of_a_place_that_is_not_compared_changes_nothing(told):
    one = placed(Larkmere=counted(30, 1, 5), Quarrowby=counted(30, 2), Elsewhere=counted(30, 3, m4=1))
    assert list(told(campaign(), one)["status"]) == ["shown"]


def test_nothing_but_words_about_the_campaign_and_whole_percentages_leaves(told):
    found = told(campaign(), placed(Larkmere=counted(30, 1, 5), Quarrowby=counted(30, 2)))
    assert list(found) == [*statements.CAMPAIGN, "answer", "why", *FIGURES, "status"]
    assert all(pd.api.types.is_integer_dtype(found[name]) for name in FIGURES)
    plan = told(campaign(), placed(Larkmere=counted(30, 1), Quarrowby=counted(30, 2)), statements.PLANS)
    assert list(plan) == [*statements.CAMPAIGN, "verdict", "smallest_rise_pct", "status"]


@pytest.mark.parametrize("since", [1, 4])
def test_with_few_contacts_since_it_is_too_small_to_tell_whatever_the_regression_says(told, since):
    few = counted(30, 1, months=28)
    few.loc[25:, "contacts"] = 0
    few.loc[26, "contacts"] = since
    (row,) = told(campaign(comparison=None), placed(Larkmere=few)).itertuples()
    assert (row.answer, row.why, row.status) == (*statements.TOO_SMALL_FOR.values(), "suppressed")
    few.loc[26, "contacts"] = BELOW
    (row,) = told(campaign(comparison=None), placed(Larkmere=few)).itertuples()
    assert (row.answer, row.status) == ("did not", "shown")


def test_a_whole_and_its_part_have_not_both_figures(told):
    rows = placed(Larkmere=counted(30, 1, 5), Quarrowby=counted(30, 2))
    rows = pd.concat([rows, placed(**{"Whole area": counted(200, 3)})])
    whole = campaign("B", "Whole area", None)
    both = told(pd.concat([campaign(), whole], ignore_index=True), rows)
    assert list(both["status"]) == ["shown", "suppressed"]
    # An edition to come may tell of the district: the whole has no figure before it either.
    assert list(told(whole, rows)["status"]) == ["suppressed"]
    assert list(told(whole, rows[rows["area"] == "Whole area"])["status"]) == ["shown"]


@pytest.mark.parametrize(
    ("name", "word", "months"),
    [(statements.RESULTS, "answer", 26), (statements.RESULTS, "answer", 0), (statements.PLANS, "verdict", 0)],
)
def test_a_campaign_without_enough_months_or_any_is_not_told(told, name, word, months):
    rows = placed(Larkmere=counted(30, 1, months=26), Quarrowby=counted(30, 2, months=26))
    (row,) = told(campaign(), rows if months else rows.iloc[:0], name).itertuples()
    assert (getattr(row, word), row.status) == (statements.NOT_TOLD, "not available")


# What somebody outside could work out


@pytest.mark.parametrize("name", [statements.RESULTS, statements.PLANS])
def test_each_month_of_a_hidden_campaign_could_as_well_be_another(office, told, name):
    campaigns, contacts = office
    contacts = pd.DataFrame(contacts)
    small = campaigns[campaigns["campaign"] == "A word in confidence"]
    rows = months_for(next(small.itertuples()), contacts).drop(columns="own")
    said = told(small, rows, name)
    assert list(said["status"]) == ["suppressed"]
    for at in rows.index:
        for step in (-1, 1):
            other = rows.assign(contacts=rows["contacts"].where(rows.index != at, rows["contacts"] + step))
            if (other["contacts"] >= 0).all():
                pd.testing.assert_frame_equal(told(small, other, name), said)


def test_behind_a_figure_of_sampleshire_lies_no_count_that_the_rules_hide(office, told):
    campaigns, contacts = office
    shown = told(campaigns, pd.DataFrame(contacts)).query("status == 'shown'")["campaign"]
    assert len(shown) == 2
    for ran in campaigns[campaigns["campaign"].isin(shown)].itertuples():
        assert months_for(ran, pd.DataFrame(contacts))["contacts"].min() >= BELOW


def test_sampleshires_campaigns_are_told_rightly(office, handed):
    handed()
    results = tables.released("campaign_results", "sampleshire")
    assert list(results["answer"]) == ["worked", "cannot be told", "too small to tell"]
    assert list(results["status"]) == ["shown", "shown", "suppressed"]
    assert results["started_on"].dtype.kind == "M"
    plans = tables.released("campaign_plans", "sampleshire")
    assert list(plans["verdict"]) == ["could be seen", "could not be seen", "could not be seen"]
    assert list(plans["smallest_rise_pct"].isna()) == [False, False, True]
    made = tabulate.table(results, sources=tables.cards("sampleshire")("campaign_results"), title="T")
    assert made.cards == ("campaigns", "contacts") and made.kind == "table"


# What leaves by no other way


def test_a_statement_has_a_name_that_is_listed_and_contacts_leave_by_no_other_way(office, handed):
    handed()
    with pytest.raises(InputError, match='Nearest: "campaign_results"'):
        tables.released("campaign_result", "sampleshire")
    assert "contacts" not in series.ALL
    assert not [one for one in tabulations.read().values() if one.source == "contacts"]


def test_without_the_logs_and_lists_it_says_which_are_wanting(county, tmp_path, monkeypatch, handed):
    county("ruc21_lsoa21.csv")
    monkeypatch.setenv(settings.LOCAL_VARIABLE, str(tmp_path))
    handed()
    sources = tables.cards("sampleshire")("campaign_results")
    missing = [one.missing for one in sources]
    assert missing[0] == missing[1] and len(missing[0]) == 2
    assert "campaign log" in missing[0][0] and "contacts" in missing[0][1]
    gap = tabulate.table(tables.released("campaign_results", "sampleshire"), sources=sources, title="T")
    assert gap.kind == "gap" and all(one in gap.words for one in missing[0])
    (source, *_) = tables.cards("sampleshire")(statements.ON_LISTS)
    wanted = "Not among the sources of this edition: Which lists potential victims are on"
    assert source.missing[0].startswith(wanted)


ENTRY = """[statements.{}]
source = ["contacts"]
title = "T"
policy = "victims"
columns = ["{}"]
rounding = {}
"""


@pytest.mark.parametrize(
    ("entry", "says"),
    [
        ('[statements.campaign_results]\nsource = ["contacts"]\n', 'the field "title" is missing'),
        (
            ENTRY.format("campaign_result", "answer", 1),
            "found 'campaign_result', expected one of 'campaign_",
        ),
        (ENTRY.format("campaign_results", "contacts", 1), 'the column "contacts" may not leave'),
        (ENTRY.format("campaign_results", "whyy", 1), 'may not leave. Nearest: "why"'),
        (ENTRY.format("campaign_results", "why", "true"), "found true, expected a whole number"),
        (ENTRY.format("people_on_lists", "people", 5), "found rounding 5, expected 10 or more"),
        (ENTRY.format("risk_of_nationalities", "reason", 1), "found rounding 1, expected 0"),
    ],
)
def test_a_listed_statement_is_whole_and_has_a_rule(tmp_path, entry, says):
    path = tmp_path / "release.toml"
    path.write_text(entry, encoding="utf-8")
    with pytest.raises(InputError, match=re.escape(says)) as fault:
        statements.listed(path)
    assert "\n" not in str(fault.value)


def test_every_column_that_may_leave_is_made_and_listed(office):
    for name, entry in statements.listed().items():
        assert set(entry.columns) == set(statements.RULES[name].columns), name
        assert list(statements.one(name, "sampleshire")["columns"]) and entry.rounding >= 0


def test_a_column_that_is_not_listed_does_not_leave_nor_a_statement_without_a_policy(office, monkeypatch):
    entry = statements.listed()[statements.RESULTS]

    def told(**changes):
        monkeypatch.setattr(statements, "listed", lambda: {entry.name: entry.model_copy(update=changes)})
        return statements.told("sampleshire")[entry.name]["columns"]

    fewer = [one for one in entry.columns if one != "change_pct"]
    assert set(told()) - set(told(columns=fewer)) == {"change_pct"}
    with pytest.raises(InputError, match=r'has no policy "victim"\. Nearest: "victims"'):
        told(policy="victim")


# What changes when the counts do


def _rows(entry):
    return pd.DataFrame(entry["rows"], columns=list(entry["columns"]))


def in_tens(rows):
    """Return how many counts of people there are, all of them whole tens."""
    figures = rows["people"].dropna()
    assert (figures % 10 == 0).all()
    return len(figures)


def changed(name, monkeypatch, where, counts, change):
    """Return a statement before and after the counts that it is worked out from are changed."""
    before = statements.one(name, "sampleshire")
    load = getattr(where, counts)
    monkeypatch.setattr(where, counts, lambda *args: change(load(*args)))
    after = statements.one(name, "sampleshire")
    assert {key for key in before if before[key] != after[key]} == {"rows"}
    return _rows(before), _rows(after)


@pytest.mark.parametrize(
    ("name", "may_change"),
    [
        (statements.RESULTS, {"answer", "why", *FIGURES, "status"}),
        (statements.PLANS, {"verdict", "smallest_rise_pct", "status"}),
    ],
)
def test_other_contacts_change_what_is_said_of_campaigns_and_nothing_else(
    office, monkeypatch, name, may_change
):
    more = lambda rows: pd.DataFrame(rows).assign(contacts=rows["contacts"] // 3)  # noqa: E731
    before, after = changed(name, monkeypatch, people, "contacts", more)
    differing = {one for one in before if not before[one].equals(after[one])}
    assert differing and differing <= may_change
    assert (after[list(statements.RULES[name].figures)].stack().dropna() % 1 == 0).all()


def test_other_lists_change_people_on_them_in_whole_tens_and_nothing_else(office, monkeypatch):
    more = lambda rows: rows.assign(people=rows["people"] * 2 + 1)  # noqa: E731
    before, after = changed(statements.ON_LISTS, monkeypatch, people, "capture_lists", more)
    assert in_tens(after)
    assert before[["on", "and_on"]].equals(after[["on", "and_on"]])
    assert not before["people"].equals(after["people"])


@pytest.mark.parametrize(("people_of_one", "told"), [(9, False), (10, True)])
def test_other_referrals_change_which_nationality_reaches_the_rule_and_nothing_else(
    sampleshire_folder, reads, monkeypatch, people_of_one, told
):
    def with_tongans(rows):
        row = rows.head(1).assign(quarter="2026-Q1", nationality="Tongan", referrals=people_of_one)
        return pd.concat([rows, row], ignore_index=True)

    reads(sampleshire_folder)
    load = counted_risk.referrals_by_nationality
    before = statements.one(statements.RISK, "sampleshire")
    monkeypatch.setattr(
        counted_risk,
        "referrals_by_nationality",
        lambda *args: load(*args) if args[1:] else with_tongans(load(*args)),
    )
    after = statements.one(statements.RISK, "sampleshire")
    assert {key for key in before if before[key] != after[key]} == ({"rows"} if told else set())
    rows = released.rows(after)
    assert list(rows["nationality"]).count("Tongan") == told
    others = rows[rows["nationality"] != "Tongan"].reset_index(drop=True)
    pd.testing.assert_frame_equal(others, released.rows(before))
    assert not rows.select_dtypes("number").columns.size


# Lists that were compared: people to the nearest ten, and hidden where a few could be worked out


LISTS = pd.DataFrame({"police": [1, 0, 1], "charity": [0, 1, 1], "people": [64, 41, 23]})


def test_people_on_lists_leave_to_the_nearest_ten(office, handed):
    handed()
    assert in_tens(tables.released(statements.ON_LISTS, "sampleshire")) > 10
    found = statements.on_lists(LISTS, 10, 10)
    assert found["people"].tolist() == [130, 100, 90, 60, 60, 40, 20]
    assert set(found["status"]) == {"shown"}


@pytest.mark.parametrize("few", [0, 1, 9])
def test_few_people_on_two_lists_are_hidden_and_all_that_gives_them_away(few):
    found = statements.on_lists(LISTS.assign(people=[64, 41, few]), 10, 10)
    shown = found[found["status"] == "shown"]
    assert list(zip(shown["on"], shown["and_on"], strict=True)) == [
        ("police", "in all"),
        ("charity", "in all"),
    ]
    assert found["people"].notna().sum() == 2


def test_without_lists_nothing_is_compared():
    assert statements.on_lists(pd.DataFrame({"people": []}).astype("int64"), 10, 10).empty


# Unmet need by group: shares where many are behind them, and no count that is left of a whole


def assessed(**groups):
    """Return counts of support from {group: (with an unmet need, without, waiting)}, by ethnic group."""
    rows = [
        {"ethnic_group": name, "stage": stage, "state": state, "clients": count}
        for name, counts in groups.items()
        for (stage, state), count in zip(
            (("Needs assessed", "Need not met"), ("Needs met", "Need met"), ("Needs assessed", "Waiting")),
            counts,
            strict=True,
        )
    ]
    alike = dict.fromkeys(["offence_group", "provider"], "A")
    others = dict.fromkeys(
        ["language_need", "domestic_abuse", "age_band", "sex", "disability"], "Not supplied"
    )
    return pd.DataFrame(rows).assign(**alike, **others)


def told_of(returns):
    found = statements.unmet(returns, "2025-Q2 to 2026-Q1", 10, 10)
    return found[found["characteristic"] == "Ethnic group"].set_index("group")


LARGE = {"White": (300, 700, 40), "Asian": (61, 93, 12), "Black": (30, 40, 15)}


@pytest.mark.parametrize("place", range(3))
@pytest.mark.parametrize(("few", "hidden"), [(1, True), (9, True), (10, False)])
def test_a_group_is_hidden_where_a_count_behind_it_is_small_and_the_next_smallest_with_it(place, few, hidden):
    counts = [20, 20, 20]
    counts[place] = few
    found = told_of(assessed(**LARGE, Mixed=tuple(counts)))
    suppressed = set(found.index[found["status"] == "suppressed"])
    # Alone a hidden group could be had as what is left of all.
    assert suppressed == ({"Mixed", "Black"} if hidden else set())
    figures = found.loc[list(suppressed), ["people", "not_known", "share_pct", "points", "lower", "upper"]]
    assert figures.isna().all(axis=None)
    assert set(found.loc[list(suppressed), "finding"]) <= {statements.FEW_PEOPLE}


def test_hidden_groups_that_are_many_together_hide_no_other():
    found = told_of(assessed(**LARGE, Mixed=(9, 20, 20), Other=(8, 20, 20)))
    assert set(found.index[found["status"] == "suppressed"]) == {"Mixed", "Other"}


def test_nobody_who_waits_is_no_small_count_and_few_among_all_others_are_one():
    assert set(told_of(assessed(White=(300, 700, 0), Asian=(61, 93, 0)))["status"]) == {"shown"}
    assert set(told_of(assessed(White=(300, 700, 0), Asian=(61, 9, 0)))["status"]) == {"suppressed"}


def test_a_field_that_no_return_has_is_not_available_and_says_so():
    found = statements.unmet(assessed(**LARGE), "P", 10, 10).query("characteristic == 'Sex'").iloc[0]
    assert (found["status"], found["group"]) == ("not available", "everybody")
    assert found["finding"].startswith("no return says") and pd.isna(found["people"])


def test_other_returns_change_figures_of_unmet_need_in_tens_and_whole_points_and_nothing_else(
    office, monkeypatch
):
    more = lambda rows: pd.DataFrame(rows).assign(clients=rows["clients"] * 3)  # noqa: E731
    before, after = changed(statements.UNMET, monkeypatch, people, "support", more)
    differing = {one for one in before if not before[one].equals(after[one])}
    rule = statements.RULES[statements.UNMET]
    assert differing and differing <= {*rule.figures, *rule.shares, *rule.words, "status"}
    assert in_tens(after) > 10 and (after["not_known"].dropna() % 10 == 0).all()
    assert (after[list(rule.shares)].stack().dropna() % 1 == 0).all()


@pytest.mark.parametrize(
    ("quarters", "period"), [(["2026-Q2"], ""), (["2026-Q1", "2026-Q2"], "2026-Q1 to 2026-Q1")]
)
def test_unmet_need_is_of_whole_years_to_march(office, monkeypatch, quarters, period):
    load = people.support
    monkeypatch.setattr(
        people, "support", lambda area: load(area)[lambda rows: rows["quarter"].isin(quarters)]
    )
    found = statements.one(statements.UNMET, "sampleshire")
    assert set(_rows(found)["period"]) <= {period}
    assert bool(found["missing"]) is not bool(period)
