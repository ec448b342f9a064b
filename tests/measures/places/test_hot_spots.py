"""Hot spots: found where they are, not where chance puts them, and only where they stand."""

import numpy as np
import pandas as pd
import pytest
from scipy.stats import false_discovery_control

from analysis.errors import InputError
from analysis.measures.places.hot_spots import hot_in_draws, hot_spots

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


def test_a_corner_where_many_live_is_a_hot_spot_and_the_rest_is_none():
    found = spots(estimates(extra=30))
    hot = found.index[found["finding"] == "hot spot"]
    assert set(CORNER) >= set(hot) >= {0, 1, SIDE, SIDE + 1}
    assert found["finding"].isin(["hot spot", "no hot spot"]).all()


def test_a_hot_spot_is_sure_where_nothing_can_be_off_and_not_where_much_can():
    exact, rough = (spots(estimates(extra=30, standard_error=error)) for error in (0.0, 60.0))
    corner = [0, 1, SIDE, SIDE + 1]
    assert set(exact.loc[corner, "certainty"]) == {"sure"}
    assert (exact.loc[corner, "hot_in_draws_pct"] == 100).all()
    assert exact["finding"].tolist() == rough["finding"].tolist()
    assert set(rough["certainty"]) == {"not sure"}


def test_draws_are_tested_as_the_estimate_is():
    """Recounted one area at a time, each against its own placings of the other areas' figures."""
    random, side = np.random.default_rng(5), 4
    drawn = random.gamma(2.0, 1.0, (3, side * side))
    row, column = np.divmod(np.arange(side * side), side)
    near = np.maximum(abs(row[:, None] - row), abs(column[:, None] - column)) == 1
    drawn[0, near[5] | (np.arange(side * side) == 5)] += 8
    around = [np.flatnonzero(beside) for beside in near]
    found = hot_in_draws(drawn, around, np.ones(side * side, dtype=bool), permutations=4_999)
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


def test_chance_alone_makes_no_hot_spot():
    """A control of 5 per cent lets one language in 20 raise a false alarm: here three at most."""
    table = pd.concat([estimates(seed=seed, language=f"language {seed}") for seed in range(20)])
    found = spots(table)
    alarmed = found.loc[found["finding"] == "hot spot", "language"].nunique()
    assert alarmed <= 3
    assert (found["p_value"] < 0.05).sum() > 40  # without the control there would be that many


def test_the_share_of_residents_is_tested_and_not_the_number():
    crowded = np.where(np.isin(np.arange(SIDE * SIDE), CORNER), 1_500 * 6, 1_500)
    table = estimates(extra=30, residents_3_plus=crowded)
    found = spots(table)
    assert not (found["finding"] == "hot spot").any()
    assert found["share_pct"].tolist() == pytest.approx((table["speakers"] / crowded * 100).tolist())


def test_the_same_answer_on_every_run_and_the_random_numbers_of_others_untouched():
    np.random.seed(1)  # the stream that PySAL seeds again
    before = np.random.get_state()[1].tolist()
    first, second = (spots(estimates(extra=10)) for _ in range(2))
    pd.testing.assert_frame_equal(first, second)
    assert np.random.get_state()[1].tolist() == before


def test_an_area_that_touches_none_or_one_without_a_figure_is_not_judged():
    pairs = grid()
    alone = CODES[80]
    pairs = pairs[(pairs != alone).all(axis=1)]
    table = estimates(extra=30, status="shown")
    table.loc[44, "status"] = "suppressed"
    found = spots(table, pairs)
    assert found.loc[80, "status"] == "not available"
    assert found.loc[80, "method"] == "not given: it touches no area that has a figure"
    assert found.loc[44, ["status", "z_score"]].isna().tolist() == [False, True]
    assert found.loc[44, "status"] == "suppressed"
    assert found.loc[[34, 35, 43, 52, 53], "status"].eq("not available").all()
    assert found.loc[0, "finding"] == "hot spot"


def test_an_area_without_residents_is_not_available():
    people = np.full(SIDE * SIDE, 1_500)
    people[80] = 0
    found = spots(estimates(residents_3_plus=people))
    assert found.loc[80, ["status", "method"]].tolist() == ["not available", "not given: no residents"]
    assert found.loc[70, "status"] == "not available"  # it touches the empty one


@pytest.mark.parametrize(("areas", "status"), [(9, "not available"), (10, "shown")])
def test_both_sides_of_the_fewest_areas(areas, status):
    pairs = pd.DataFrame({"lsoa21_code": CODES[: areas - 1], "neighbour_lsoa21_code": CODES[1:areas]})
    table = estimates().iloc[:areas]
    found = spots(table, pairs)
    assert set(found["status"]) == {status}
    if areas == 9:
        assert found.loc[0, "method"] == "not given: 9 areas with a figure, 10 are needed"


def test_the_same_figure_everywhere_cannot_be_tested():
    table = estimates().assign(speakers=7.0, lower=7.0, upper=7.0)
    assert set(spots(table)["method"]) == {"not given: the same figure in every area"}


def test_each_language_is_judged_alone():
    table = pd.concat([estimates(extra=30), estimates(seed=9, language="Pashto")], ignore_index=True)
    found = spots(table)
    assert found.loc[found["finding"] == "hot spot", "language"].unique().tolist() == ["Polish"]
    alone = spots(estimates(extra=30))
    assert found.loc[:80, "p_value"].tolist() == alone["p_value"].tolist()


def test_areas_of_which_no_two_touch_have_no_hot_spots():
    found = spots(estimates(), grid().iloc[:0])
    assert set(found["status"]) == {"not available"}
    assert set(found["method"]) == {"not given: it touches no area that has a figure"}


def test_pairs_of_another_place_or_vintage_are_refused():
    strange = grid().replace(CODES[5], "E01000005")
    with pytest.raises(InputError, match='The neighbours name E01000005 in "lsoa21_code"'):
        spots(estimates(), strange)
    with pytest.raises(InputError, match='Column "neighbour_lsoa21_code" is not in the table'):
        spots(estimates(), grid().rename(columns={"neighbour_lsoa21_code": "neighbour_lsoa11_code"}))


def test_an_empty_table_gives_an_empty_one_with_the_columns_of_a_full_one():
    full = estimates()
    found = spots(full.iloc[:0])
    assert found.empty and list(found.columns) == list(spots(full).columns)
