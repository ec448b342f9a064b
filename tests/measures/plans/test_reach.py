"""Languages, areas and channels for a budget: overlap counted once, materials paid once a language."""

import pandas as pd
import pytest

from analysis.errors import InputError
from analysis.measures.plans import spending

NORTH, SOUTH = "E02900001", "E02900002"
NEED = pd.DataFrame(
    [("Polish", NORTH, 100), ("Polish", SOUTH, 50), ("Urdu", NORTH, 80), ("Urdu", SOUTH, 10)],
    columns=["language", "area_name", "people_not_proficient"],
).assign(form="", wanted="anywhere")
LEAFLET = {"channel": "leaflet", "covers": "each area", "cost": 100, "reach_pct": 40, "material_cost": 200}
COLUMNS = ["channel", "language", "covers", "cost", "reach_pct", "material", "material_cost"]
RADIO = {"channel": "radio", "covers": "everywhere", "cost": 300, "reach_pct": 50, "material_cost": 0}


def channels(*rows):
    table = pd.DataFrame(list(rows) or [LEAFLET, RADIO], columns=COLUMNS)
    return table.astype({"language": "str", "material": "str"})


def best(budget, need=NEED, offers=None):
    offers = channels() if offers is None else offers
    return spending.best_reach(need, offers, budget)


def bought(budget, need=NEED, offers=None):
    offers = channels() if offers is None else offers
    return spending.best_choice(need, offers, budget)


def test_radio_reaches_every_area_for_one_price_and_a_leaflet_its_own():
    for offers, bought_first, people in (
        (channels(), "Polish, radio", 75),
        (channels(LEAFLET), f"Polish, leaflet, {NORTH}", 40),
        # A channel of one language serves that language alone.
        (channels(LEAFLET, RADIO | {"language": "Urdu"}), "Urdu, radio", 45),
    ):
        (row,) = best(300, offers=offers).itertuples()
        assert (row.bought, row.people_reached) == (bought_first, pytest.approx(people))


@pytest.mark.parametrize(
    ("budget", "people"),
    [(299.99, 0), (300, 40), (399.99, 40), (400, 60), (500, 60), (599.99, 60), (600, 72)],
)
def test_a_leaflet_is_translated_once_a_language(budget, people):
    found = best(budget, offers=channels(LEAFLET))
    assert found.loc[0, "people_reached"] == pytest.approx(people)


def test_whoever_is_reached_by_radio_and_by_leaflet_is_one():
    (row,) = best(10_000, NEED.iloc[:1]).itertuples()
    # Of 100: 50 by radio, 40 by leaflet; 20 by both.
    assert row.people_reached == pytest.approx(70)
    assert (row.people_in_all, row.options_bought) == (100, 2)


@pytest.mark.parametrize(("reach_pct", "people"), [(0, 0), (100, 240)])
def test_both_ends_of_a_reach(reach_pct, people):
    assert best(10_000, offers=channels(RADIO | {"reach_pct": reach_pct})).loc[0, "people_reached"] == people


def test_channels_of_one_material_share_its_cost():
    poster = LEAFLET | {"channel": "poster"}
    apart = channels(LEAFLET, poster)
    alike = apart.assign(material="printed text")
    need = NEED.iloc[:1]
    assert best(600, need, apart).loc[0, "spent"] == 600
    assert best(600, need, alike).loc[0, "spent"] == 400
    assert bought(600, need, alike)["channel"].tolist() == ["printed text", "leaflet", "poster"]


def test_what_to_buy_is_told_by_language_channel_and_area_and_adds_up():
    found = bought(1_000)
    assert list(found.columns) == [
        "kind", "language", "channel", "area_name", "cost", "people_reached",
    ]  # fmt: skip
    assert found["cost"].sum() == best(1_000).loc[0, "spent"] <= 1_000
    assert set(found["kind"]) == {"material", "channel"}
    everywhere = found[(found["kind"] == "channel") & (found["channel"] == "radio")]
    assert everywhere["area_name"].isna().all() and len(everywhere)
    assert found.loc[found["kind"] == "material", "people_reached"].isna().all()


def test_what_the_verdict_names_comes_first_and_only_where_it_wants_it():
    need, recording = NEED.iloc[:2], channels(RADIO)
    assert list(bought(300, need)["channel"]) == ["radio"]
    written = need.assign(form=spending.WRITTEN)
    assert list(bought(599, written)["channel"]) == [
        "leaflet",
        "leaflet",
        "leaflet",
    ]  # its text and two places
    assert list(bought(600, written)["channel"]) == ["leaflet", "leaflet", "radio"]
    assert bought(299, written).empty  # radio alone would cost no more than this buys
    # Where the log has nothing of that form, the rest may be bought.
    assert list(bought(300, written, recording)["channel"]) == ["radio"]
    here = need.assign(wanted=["here", "elsewhere"])
    found = bought(10_000, here)
    assert set(found["channel"]) == {"leaflet"} and set(found["area_name"].dropna()) == {NORTH}
    (row,) = best(10_000, here).itertuples()
    assert (row.people_reached, row.people_in_all) == (40, 150)


def test_limits_and_gaps_of_the_need_are_those_of_the_reach():
    need = NEED.assign(lower=NEED["people_not_proficient"] / 2, upper=NEED["people_not_proficient"] * 3)
    (row,) = best(300, need).itertuples()
    assert [row.lower, row.people_reached, row.upper] == pytest.approx([37.5, 75, 225])
    (row,) = best(300, NEED.assign(status=["shown", "not available", "shown", "shown"])).itertuples()
    assert row.people_in_all == pytest.approx(190)
    assert row.method.endswith("; 1 audience without a figure left out")


@pytest.mark.parametrize("number", [6, 7])
def test_both_sides_of_the_most_channels(number):
    offers = channels(*(RADIO | {"channel": f"radio {at}", "reach_pct": 10} for at in range(number)))
    if number == 6:
        (row,) = best(1_800, NEED.iloc[:1], offers).itertuples()
        assert row.people_reached == pytest.approx(100 * (1 - 0.9**6))
    else:
        with pytest.raises(InputError, match=r"Polish has 7 channels\. Give 6 at most"):
            best(1_800, NEED.iloc[:1], offers)
