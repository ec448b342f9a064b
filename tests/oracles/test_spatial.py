"""esda 2.9.0 and libpysal 4.14.1 (PySAL): local G* of St Louis and of six points.

Agreement is to the last digits of a double (1e-8, as the reference states), since the statistics are PySAL's
own; what is tested is that areas, pairs and weights reach them in the right order.
"""

import json

import numpy as np
import pandas as pd
import pytest

from analysis.measures.places.hot_spots import hot_spots, local_g, weights

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
def beside(counties, pairs):
    return weights(counties["id"].tolist(), pairs.to_numpy().tolist())


def test_local_g_of_st_louis_and_the_hot_spots_that_stand_on_it(oracle, counties, pairs, beside):
    wanted = pd.read_csv(oracle("04_spatial/stl_gi_star_binary_expected.csv"), dtype={"id": "str"})
    wanted = wanted.set_index("id").loc[counties["id"]]
    statistic, score, _ = local_g(counties["HR8893"].to_numpy(), beside, permutations=9)
    close(statistic, wanted["Gs"])
    close(score, wanted["Zs"])
    figures = {"speakers": counties["HR8893"], "residents_3_plus": 100}
    rows = pd.DataFrame({"language": "all", "lsoa21_code": counties["id"]} | figures)
    touching = pairs.set_axis(["lsoa21_code", "neighbour_lsoa21_code"], axis=1)
    close(hot_spots(rows, touching, "lsoa21_code", permutations=9)["z_score"], wanted["Zs"])


def test_placing_figures_at_random_gives_the_p_value_that_another_hand_gives(counties, pairs, beside):
    """Recounted for eight counties, one placing at a time: the errors of both draws are below 0.03."""
    figures, codes = counties["HR8893"].to_numpy(), counties["id"].tolist()
    _, _, found = local_g(figures, beside, permutations=4_999)
    random = np.random.default_rng(11)
    for at in range(0, 78, 10):
        around = [codes.index(code) for code in pairs.loc[pairs["i"] == codes[at], "j"]]
        others, seen = np.delete(figures, at), figures[around].sum()
        drawn = np.array([random.choice(others, len(around), replace=False).sum() for _ in range(2_000)])
        assert found[at] == pytest.approx((drawn >= seen).mean(), abs=0.03)


def test_local_g_of_six_points(oracle):
    case = json.loads(oracle("04_spatial/spatial_expected.json").read_text())["six_points"]
    points = np.array(case["points"], dtype=float)
    apart = np.hypot(*(points[:, None] - points[None]).transpose(2, 0, 1))
    near = np.argwhere((apart <= case["threshold"]) & ~np.eye(6, dtype=bool)).tolist()
    statistic, score, _ = local_g(np.array(case["y"]), weights(list(range(6)), near), permutations=9)
    close(statistic, case["expected"]["binary_Gi_star"]["Gs"], SIX_POINTS_TOLERANCE)
    close(score, case["expected"]["binary_Gi_star"]["Zs"], SIX_POINTS_TOLERANCE)
