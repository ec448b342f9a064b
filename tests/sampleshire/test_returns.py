"""Sampleshire's returns: three providers with words of their own, and the chances that stand behind them."""

import pandas as pd
import pytest
import python_calamine

import sampleshire
from analysis import settings
from analysis.errors import InputError
from analysis.extracts import contents, counts_for, definitions, fields, logs, refused
from analysis.extracts.extracts import TOTAL_ROW, UNLISTED, ZERO
from sampleshire import (
    canaries,
    returns,
    returns_layout,
    returns_survey,
    returns_words,
    victims,
)
from sampleshire import (
    mapping as sampleshires,
)
from tests.sampleshire import all_planted

KINDS = ("support", "needs", "safe_accommodation", "survey", "information_sharing")


@pytest.fixture(scope="module")
def world():
    return sampleshire._world(sampleshire.SEED)


@pytest.fixture(scope="module")
def truth():
    return sampleshire.truth()


@pytest.fixture(scope="module")
def written(sampleshire_folder):
    """Return the folder with the returns, their mapping and the office's logs."""
    return sampleshire_folder.with_name("sampleshire-local")


@pytest.fixture
def office(written, monkeypatch):
    monkeypatch.setenv(settings.LOCAL_VARIABLE, str(written))
    return written


# What the files hold


@pytest.mark.parametrize("kind", KINDS)
def test_the_reader_counts_what_is_true_and_explains_every_row(office, truth, kind):
    found = counts_for("sampleshire", kind=kind)
    true = truth[kind]
    names, unit = list(true.columns[:-1]), true.columns[-1]
    of = fields.kinds()[kind]
    assert names == [name for name in of.columns[:-1] if name not in of.shortened] and unit == of.unit
    read = pd.DataFrame(found.frame).groupby(names)[unit].sum()
    assert read.equals(true.groupby(names)[unit].sum()) and (read > 0).all()
    for one in found.explained:
        assert one.rows == one.counted + sum(one.left_out.values()), one.place
        planted = 2 if one.place.startswith("support_police") else 0
        assert set(one.left_out) <= {ZERO, TOTAL_ROW, UNLISTED}
        assert one.left_out.get(UNLISTED, 0) == planted
        assert one.unmapped == ({"state": planted} if planted else {})


def test_totals_and_zeros_stand_among_the_rows(office):
    left = [one.left_out for one in counts_for("sampleshire", kind="support").explained
            if one.place.startswith("support_harbour")]  # fmt: skip
    assert all(one[TOTAL_ROW] > 30 for one in left) and len(left) == 8
    left = [one.left_out for one in counts_for("sampleshire", kind="safe_accommodation").explained]
    assert sum(ZERO in one for one in left) >= 4


def test_providers_share_no_heading_and_write_dates_in_three_ways(written):
    headings = [set(one.headings.values()) for one in returns_words.ALL if one.kind == "support"]
    assert not headings[0] & headings[1] and not headings[1] & headings[2] and not headings[0] & headings[2]
    police = (written / "support_police_2026-Q1.csv").read_text(encoding="utf-8").splitlines()
    harbour = (written / "support_harbour_2026-Q1.csv").read_text(encoding="utf-8").splitlines()
    assert police[1][2] == police[1][5] == "/" and harbour[2].startswith("Jan-Mar 2026,")
    book = python_calamine.CalamineWorkbook.from_path(str(written / "support_lantern_2026-Q1.xlsx"))
    rows = book.get_sheet_by_index(0).to_python()
    assert {(row[0].year, row[0].month, row[0].day) for row in rows[1:]} == {(2026, m, 1) for m in (1, 2, 3)}


def test_two_providers_count_a_safe_contact_otherwise(office):
    said = {(who, label): way for who, label, way in definitions("sampleshire", "support")}
    safely = {said[who, "Contacted safely"] for who in (returns.HARBOUR, returns.LANTERN)}
    assert safely == set(fields.kinds()["support"].definitions["Contacted safely"])
    assert len({said[who, "Needs assessed"] for who in (returns.HARBOUR, returns.LANTERN)}) == 1


def test_what_became_of_somebody_fits_the_stage_and_the_police_count_the_rest(truth):
    support = truth["support"]
    stages = support.groupby("provider")["stage"].unique().map(set)
    assert stages[returns.POLICE] == {"Offered"}
    assert stages[returns.HARBOUR] == stages[returns.LANTERN] == set(returns.STAGES[1:])
    assert set(support.loc[support["provider"] == returns.POLICE, "came_by"]) == {returns.BY_POLICE}
    state = support.groupby("stage")["state"].unique().map(set)
    assert state["Needs met"] == {"Need met"} and "Need met" not in set().union(*state.drop("Needs met"))
    assert state["Needs assessed"] == {"Need not met", "Waiting", "Declined"}
    assert {"Unsafe to contact", "Uncontactable", "Unknown"} <= state["Offered"]


# What is known of them


def test_fewer_are_offered_help_than_were_recorded_in_every_group_and_quarter(world, truth):
    recorded = returns._recorded(world.victims).groupby(["quarter", "offence_group"]).size()
    support = truth["support"]
    offered = support[support["came_by"] == returns.BY_POLICE]
    offered = offered.groupby(["quarter", "offence_group"])["clients"].sum()
    share = (offered / recorded).dropna()
    assert (share < 1).all() and len(share) >= 80
    by_quarter = offered.groupby("quarter").sum() / recorded.groupby("quarter").sum()
    assert by_quarter.between(0.3, 0.5).all()


def test_victims_of_a_quarter_are_those_of_the_newest_extract_that_holds_it(world):
    recorded = returns._recorded(world.victims).groupby("quarter").size()
    counts = victims.counts(world.victims).groupby(["extract", "quarter"])["victims"].sum()
    for quarter in returns.QUARTERS:
        newest = max(extract for extract, held in victims.EXTRACTS.items() if quarter in held)
        # A victim with a planted value is left out.
        planted = {at for positions, _ in world.victims.planted[list(victims.EXTRACTS).index(newest)].values()
                   for at in positions.tolist()}  # fmt: skip
        assert 0 <= recorded[quarter] - counts[newest, quarter] <= len(planted)


def test_needs_are_of_the_people_who_were_assessed_and_met_as_they_say(world):
    people, needs = world.returns.people, world.returns.needs
    assessed = people[people["stage"].isin(returns.STAGES[3:])]
    assert set(needs["person"]) == set(assessed.index)
    all_met = (needs["need_state"] == "Met").groupby(needs["person"]).all()
    assert (all_met == (assessed["stage"].loc[all_met.index] == "Needs met")).all()
    without = needs[needs["need_state"] == "Not met: no interpreter"]
    assert len(without) and "no" not in set(without["language_need"])


def test_what_a_provider_does_not_ask_is_not_supplied(truth):
    needs = truth["needs"]
    assert set(needs["religion"]) == set(needs["sexual_orientation"]) == {"Not supplied"}
    of = needs.groupby("provider")["disability"].unique().map(set)
    assert of[returns.LANTERN] == {"Not supplied"} and "Not supplied" not in of[returns.HARBOUR]


def test_each_wave_asks_the_same_number_of_victims_and_of_professionals(truth):
    survey = truth["survey"]
    for question in returns_survey.QUESTIONS:
        each = survey[survey["question"] == question].groupby(["quarter", "asked"])["answers"].sum()
        assert each.unstack().to_dict("list") == {"Professionals": [240, 240], "Victims": [900, 900]}
    about = survey[survey["question"].isin(returns_survey.PROFILE)]
    assert set(about["asked"]) == {"Victims"} and set(about["question"]) == set(returns_survey.PROFILE)
    professionals = survey[survey["asked"] == "Professionals"]
    assert set(professionals["domestic_abuse"]) == {"Not asked"}
    language = survey[survey["question"] == returns_survey.LANGUAGE]
    assert "Not asked" in set(language.loc[language["asked"] == "Victims", "answer"])


# Nobody is in them


def test_the_return_with_names_is_refused_without_a_word_of_it(written, tmp_path, monkeypatch):
    content = (written / "refused" / returns_layout.REFUSED).read_bytes()
    planted = [text for row in canaries.refused_return_rows() for text in row]
    assert all(text.encode() in content for text in planted) and len(set(planted)) == len(planted)
    (tmp_path / "columns.toml").write_text(sampleshires.columns_toml(), encoding="utf-8")
    (tmp_path / "support_police_2026-Q2.csv").write_bytes(content)
    for provider in ("harbour_2026-Q2.csv", "lantern_2026-Q2.xlsx"):
        name = f"support_{provider}"
        (tmp_path / name).write_bytes((written / name).read_bytes())
    monkeypatch.setenv(settings.LOCAL_VARIABLE, str(tmp_path))
    with pytest.raises(InputError, match=r"stands for a name, which is never let in") as caught:
        counts_for("sampleshire", kind="support")
    assert not [text for text in all_planted.every() if text in str(caught.value)]


def test_planted_values_in_no_list_are_in_the_files_and_in_no_count(office, world):
    held = b"".join(path.read_bytes() for path in office.glob("support_police_*.csv"))
    assert all(held.count(text.encode()) == 1 for text in canaries.IN_RETURNS)
    frame = pd.DataFrame(counts_for("sampleshire", kind="support").frame)
    assert not frame.isin(canaries.IN_RETURNS).any().any()


def test_no_heading_or_word_points_at_a_person_or_a_place():
    for dialect in returns_words.ALL:
        for heading in (*dialect.headings.values(), *dialect.ignored):
            assert refused.kind(heading) is None, heading
        words = [word for each in dialect.words.values() for spelt in each.values() for word in spelt]
        if dialect.kind != "survey":
            assert not [word for word in words if word and contents.kind(word)]
        text = " ".join([dialect.supplier, *words]).lower()
        assert not [name for name in victims.DISTRICTS if name.lower() in text]
        assert not [word for word in ("refugee", "asylum", "visa", "immigra", "recourse") if word in text]


# The mapping, the logs, the bytes


def test_the_logs_of_capacity_and_of_quotations_can_be_read(office, truth):
    capacity = logs.read("sampleshire", "provider_capacity").frame
    assert sorted(set(capacity["quarter"])) == returns.QUARTERS
    support = truth["support"]
    demand = support[support["stage"] != "Offered"].groupby(["provider", "quarter"])["clients"].sum()
    places = capacity.set_index(["provider", "quarter"])["places"]
    assert set(places.index) == set(demand.index)
    # Lantern is asked for more than it has, in every quarter; Harbour hardly ever.
    assert (demand > places)[returns.LANTERN].all() and (demand > places)[returns.HARBOUR].sum() <= 4
    said = logs.read("sampleshire", "quotations").frame
    assert set(said["said_by"]) == {"a victim", "a professional"} and set(said["consented"]) == {"yes"}


def test_another_seed_gives_other_people(world):
    other = returns.build(sampleshire._stream(1, 21), world.victims)
    assert not returns.counts(other).equals(returns.counts(world.returns))
    assert not returns.households(sampleshire._stream(1, 22)).equals(world.households)
    assert not returns_survey.build(sampleshire._stream(1, 23)).equals(world.survey)
