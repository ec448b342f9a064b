"""esda 2.9.0 and libpysal 4.14.1 (PySAL): local G* of St Louis and of six points.

Agreement is to the last digits of a double (1e-8, as the reference states).
"""

import json

import numpy as np
import pandas as pd
import pytest

from analysis.measures.places.hot_spots import chances, hot_spots, local_g

TOLERANCE = 1e-8
SIX_POINTS_TOLERANCE = 1e-6  # a published example, printed to so many digits


def close(found, expected, tolerance=TOLERANCE):
    np.testing.assert_allclose(np.asarray(found), np.asarray(expected), rtol=0, atol=tolerance)


@pytest.fixture(scope="module")
def counties(oracle):
    return pd.read_csv(oracle("04_spatial/stl_values.csv"), dtype={"id": "str"})


@pytest.fixture(scope="module")
def pairs(oracle):
    return pd.read_csv(oracle("04_spatial/stl_neighbours.csv"), dtype="str")[["i", "j"]]


@pytest.fixture(scope="module")
def around(counties, pairs):
    touching = pairs.groupby("i")["j"].agg(list)
    return [np.flatnonzero(counties["id"].isin(touching.get(code, []))) for code in counties["id"]]


def test_local_g_of_st_louis_and_the_hot_spots_that_stand_on_it(oracle, counties, pairs, around):
    wanted = pd.read_csv(oracle("04_spatial/stl_gi_star_binary_expected.csv"), dtype={"id": "str"})
    wanted = wanted.set_index("id").loc[counties["id"]]
    statistic, score = local_g(counties["HR8893"].to_numpy(), around)
    close(statistic, wanted["Gs"])
    close(score, wanted["Zs"])
    figures = {"speakers": counties["HR8893"], "residents_3_plus": 100}
    rows = pd.DataFrame({"language": "all", "lsoa21_code": counties["id"]} | figures)
    touching = pairs.set_axis(["lsoa21_code", "neighbour_lsoa21_code"], axis=1)
    close(hot_spots(rows, touching, "lsoa21_code", permutations=9)["z_score"], wanted["Zs"])


def test_placing_figures_at_random_gives_the_p_value_that_another_hand_gives(counties, around):
    """Recounted for eight counties, one placing at a time: the errors of both draws are below 0.03."""
    figures = counties["HR8893"].to_numpy()
    found = chances(figures[None], around, np.ones(len(figures), dtype=bool), permutations=4_999)[0]
    random = np.random.default_rng(11)
    for at in range(0, 78, 10):
        others, seen = np.delete(figures, at), figures[around[at]].sum()
        drawn = [random.choice(others, len(around[at]), replace=False).sum() for _ in range(2_000)]
        assert found[at] == pytest.approx((np.array(drawn) >= seen).mean(), abs=0.03)


def test_local_g_of_six_points(oracle):
    case = json.loads(oracle("04_spatial/spatial_expected.json").read_text())["six_points"]
    points = np.array(case["points"], dtype=float)
    apart = np.hypot(*(points[:, None] - points[None]).transpose(2, 0, 1))
    near = [np.flatnonzero(row) for row in (apart <= case["threshold"]) & ~np.eye(6, dtype=bool)]
    statistic, score = local_g(np.array(case["y"]), near)
    close(statistic, case["expected"]["binary_Gi_star"]["Gs"], SIX_POINTS_TOLERANCE)
    close(score, case["expected"]["binary_Gi_star"]["Zs"], SIX_POINTS_TOLERANCE)
