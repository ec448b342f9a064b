"""Hot spots: found where they are, not where chance puts them, and only where they stand."""

import numpy as np
import pandas as pd
import pytest
from scipy.stats import false_discovery_control

from analysis.errors import InputError
from analysis.measures.places.hot_spots import chances, hot_spots

SIDE = 9
CODES = np.array([f"E019{number:05d}" for number in range(SIDE * SIDE)])
CORNER = [row * SIDE + column for row in range(3) for column in range(3)]


def grid(codes=CODES):
    """Return the pairs of squares of a board that share a side or a corner, each once."""
    at = np.arange(SIDE * SIDE)
    row, column = at // SIDE, at % SIDE
    near = np.maximum(abs(row[:, None] - row), abs(column[:, None] - column)) == 1
    one, other = np.nonzero(np.triu(near))
    return pd.DataFrame({"lsoa21_code": codes[one], "neighbour_lsoa21_code": codes[other]})


def estimates(extra=0, seed=4, lower=0.8, upper=1.3, language="Polish", **columns):
    """Return a language scattered by chance, with `extra` speakers in each area of one corner."""
    figures = np.random.default_rng(seed).poisson(6, SIDE * SIDE).astype(float)
    figures[CORNER] += extra
    table = {"language": language, "lsoa21_code": CODES, "speakers": figures}
    table |= {"lower": figures * lower, "upper": figures * upper, "residents_3_plus": 1_500}
    return pd.DataFrame(table | columns)


def spots(table, pairs=None):
    pairs = grid() if pairs is None else pairs
    return hot_spots(table, pairs, "lsoa21_code", permutations=999)


def test_a_crowded_corner_is_a_sure_hot_spot_only_where_little_can_be_off():
    exact, rough = (spots(estimates(extra=30, standard_error=error)) for error in (0.0, 60.0))
    corner = [0, 1, SIDE, SIDE + 1]
    hot = exact.index[exact["finding"] == "hot spot"]
    assert set(CORNER) >= set(hot) >= set(corner)
    assert exact["finding"].isin(["hot spot", "no hot spot"]).all()
    assert set(exact.loc[corner, "certainty"]) == {"sure"}
    assert (exact.loc[corner, "hot_in_draws_pct"] == 100).all()
    assert exact["finding"].tolist() == rough["finding"].tolist()
    assert set(rough["certainty"]) == {"not sure"}


def test_an_area_that_touches_all_others_is_no_hot_spot():
    star = pd.DataFrame({"lsoa21_code": CODES[0], "neighbour_lsoa21_code": CODES[1:]})
    found = spots(estimates(extra=30), star).iloc[0]
    assert (found["finding"], found["p_value"]) == ("no hot spot", 1) and np.isnan(found["z_score"])


def test_draws_are_tested_as_the_estimate_is():
    """Recounted one area at a time, each against its own placings of the other areas' figures."""
    random, side = np.random.default_rng(5), 4
    drawn = random.gamma(2.0, 1.0, (3, side * side))
    row, column = np.divmod(np.arange(side * side), side)
    near = np.maximum(abs(row[:, None] - row), abs(column[:, None] - column)) == 1
    drawn[0, near[5] | (np.arange(side * side) == 5)] += 8
    around = [np.flatnonzero(beside) for beside in near]
    found = chances(drawn, around, np.ones(side * side, dtype=bool), permutations=4_999)
    found = (false_discovery_control(found, axis=1) <= 0.05).mean(axis=0)
    hot = []
    for figures in drawn:
        chance = []
        for area, beside in enumerate(around):
            others = random.permuted(np.tile(np.delete(figures, area), (4_999, 1)), axis=1)
            as_high = (others[:, : len(beside)].sum(axis=1) >= figures[beside].sum()).sum()
            chance.append((as_high + 1) / 5_000)
        hot.append(false_discovery_control(chance) <= 0.05)
    assert hot[0][5] and not hot[1].all()
    assert np.abs(found - np.mean(hot, axis=0)).max() < 0.34  # one borderline draw of three at most


def test_chance_makes_no_hot_spot_and_each_language_is_judged_alone():
    """A control of 5 per cent lets one language in 20 raise a false alarm: here two of eight at most."""
    np.random.seed(1)
    before = np.random.get_state()[1].tolist()
    chance = [estimates(seed=seed, language=f"language {seed}") for seed in range(8)]
    found = spots(pd.concat([*chance, estimates(extra=30)], ignore_index=True)).set_index("language")
    alarmed = set(found.index[found["finding"] == "hot spot"])
    assert "Polish" in alarmed and len(alarmed) <= 3
    assert (found.drop("Polish")["p_value"] < 0.05).sum() > 16  # without the control there would be that many
    alone = spots(estimates(extra=30)).set_index("language")
    pd.testing.assert_frame_equal(found.loc[["Polish"]], alone)
    assert np.random.get_state()[1].tolist() == before, "the random numbers of others are untouched"


def test_the_share_of_residents_is_tested_and_not_the_number():
    crowded = np.where(np.isin(np.arange(SIDE * SIDE), CORNER), 1_500 * 6, 1_500)
    assert not (spots(estimates(extra=30, residents_3_plus=crowded))["finding"] == "hot spot").any()


def test_an_area_that_touches_none_or_one_without_a_figure_is_not_judged():
    pairs = grid()
    pairs = pairs[(pairs != CODES[80]).all(axis=1)]
    table = estimates(extra=30, status="shown")
    table.loc[44, "status"], table.loc[8, "residents_3_plus"] = "suppressed", 0
    found = spots(table, pairs)
    assert found.loc[44, "status"] == "suppressed" and np.isnan(found.loc[44, "z_score"])
    # 80 touches none, 8 has no residents, 34 and others touch the suppressed one, 7 and 16 the empty one.
    assert found.loc[[80, 8, 34, 35, 43, 52, 53, 7, 16], "status"].eq("not available").all()
    assert found.loc[0, "finding"] == "hot spot"
    assert set(spots(estimates(), grid().iloc[:0])["status"]) == {"not available"}


@pytest.mark.parametrize(
    ("areas", "even", "status"),
    [(9, False, "not available"), (10, False, "shown"), (10, True, "not available")],
)
def test_both_sides_of_the_fewest_areas_and_equal_figures_cannot_be_tested(areas, even, status):
    pairs = pd.DataFrame({"lsoa21_code": CODES[: areas - 1], "neighbour_lsoa21_code": CODES[1:areas]})
    table = estimates().iloc[:areas]
    found = spots(table.assign(speakers=7.0, lower=7.0, upper=7.0) if even else table, pairs)
    assert set(found["status"]) == {status}
    none = spots(table.iloc[:0], pairs)
    assert none.empty and list(none.columns) == list(found.columns)


def test_pairs_of_another_place_or_vintage_are_refused():
    strange = grid().replace(CODES[5], "E01000005")
    with pytest.raises(InputError, match='The neighbours name E01000005 in "lsoa21_code"'):
        spots(estimates(), strange)
    with pytest.raises(InputError, match='Column "neighbour_lsoa21_code" is not in the table'):
        spots(estimates(), grid().rename(columns={"neighbour_lsoa21_code": "neighbour_lsoa11_code"}))
