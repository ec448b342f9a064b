"""How well the estimates do where the truth is known: districts held out, and an invented small area."""

import numpy as np
import pandas as pd

from analysis.errors import InputError
from analysis.measures.languages.proficiency import ENGLISH_IS_MAIN
from analysis.measures.languages.small_areas import calibration, evidence, fitting, intervals, model, observed
from analysis.measures.languages.small_areas.evidence import SMALL, VALUE
from analysis.measures.rates.status import require
from analysis.states import SHOWN

# The predictors of each test, each set with those before it.
STEPS = (
    ("birthplace + ethnic group + religion", ("country of birth", "ethnic group", "religion")),
    ("+ arrival", ("year of arrival",)),
    ("+ passports", ("passports held",)),
    ("+ detailed ethnic group", ("detailed ethnic group",)),
    ("+ detailed identity", ("detailed national identity",)),
)
TEN_FOLDS = "districts, ten random folds"
EACH_FORCE = "each police force's districts, learnt from the other forces"
SMALL_AREAS = "small areas, learnt from all districts"
PARTS = ("", ", largest tenth", ", fewer than 100 speakers")
FEW = 100
METHOD = "places held out, each fitted to its own totals"


def backtest(
    predictors: pd.DataFrame,
    languages: pd.DataFrame,
    proficiency: pd.DataFrame,
    forces: pd.DataFrame,
    categories_26: dict[str, str] | None = None,
    small_areas: dict[str, pd.DataFrame] | None = None,
) -> pd.DataFrame:
    """Return how many speakers the estimates misplace, and how often their intervals hold the truth.

    Districts are held out: in ten random folds, and police force by police force, which is close to the
    real task. Each fold is fitted to its own margins. `predictors`, `languages` and `proficiency` are
    tables by `area_code` (see `estimate_languages`); `forces` has the `police_force_area_code` of each;
    with `categories_26` a row says what the error would be if the 26 categories were counted in each place.
    `small_areas`, where truth is known, has `predictors`, `margin`, `places` and `truth` (`lsoa21_code`,
    `language`, `residents_3_plus`).

    Columns: `test`, `predictors`, `error` (speakers in the wrong place: the sum of |estimate - true| over
    twice the sum of true, over all languages but English and Welsh), `naive` (the same, every place having
    its fold's languages in the same proportion), `coverage_90` (share of true numbers inside the interval
    of 90 %, whose width was learnt from the other folds; places that are a fold by themselves are left out
    of it) and `cases`. A test's second and third row are of its largest tenth of true numbers, and of
    those below 100; where there are none, there is no row.
    """
    rows, used = [], []
    columns = evidence.predictor_columns(predictors, "area_code")
    held = {evidence.table_of(name) for name in columns}
    for label, tables in STEPS:
        if not set(tables) <= held:
            continue
        used += [name for name in columns if evidence.table_of(name) in tables]
        districts = evidence.read_districts(predictors, languages, list(used))
        places = _with_margin(districts, proficiency)
        for test, fold in (
            (TEN_FOLDS, fitting.random_folds(len(districts.codes))),
            (EACH_FORCE, _forces(districts, forces)),
        ):
            found = fitting.estimates(places, districts.speakers, fold)
            naive = fitting.spread_evenly(places.other_language, districts.speakers, fold)
            limits = _limits_learnt_elsewhere(found, districts.speakers, fold)
            rows += _scored(test, label, districts, found, naive, limits, fold)
            if categories_26 is not None:
                rows += _with_categories(test, label, districts, found, naive, fold, categories_26)
        if small_areas is not None and {evidence.table_of(name) for name in used} <= {
            evidence.table_of(name) for name in evidence.predictor_columns(small_areas["predictors"], SMALL)
        }:
            rows += _small_areas(label, districts, list(used), **small_areas)
    if not rows:
        raise InputError(
            "No predictors to test: birthplace, ethnic group and religion are needed together. "
            f"Found: {', '.join(sorted(held)) or 'none'}."
        )
    return pd.DataFrame(rows, columns=["test", "predictors", "error", "naive", "coverage_90", "cases"])


def _with_margin(districts, proficiency):
    """Return the districts' Places with the other margin as it was published, by proficiency in English."""
    require(proficiency, "area_code", "proficiency", VALUE)
    other = proficiency[proficiency["proficiency"] != ENGLISH_IS_MAIN]
    people = other.groupby("area_code")[VALUE].sum().reindex(districts.codes)
    if people.isna().any():
        raise InputError(f"{people.index[people.isna()][0]} is missing from the table of proficiency.")
    old = districts.places
    return model.Places(old.predictors, people.to_numpy(dtype=float), old.tables)


def _forces(districts, forces):
    """Return the number of each district's police force.

    Raises InputError for a district without one: joined to a lookup of another year, the districts
    that were merged since would drop out of the test.
    """
    require(forces, "area_code", "police_force_area_code")
    found = forces.drop_duplicates("area_code").set_index("area_code")["police_force_area_code"]
    found = found.reindex(districts.codes)
    if found.isna().any():
        raise InputError(
            f"{found.index[found.isna()][0]} has no police force area ({int(found.isna().sum())} in all). "
            "Is the lookup of the year of the census?"
        )
    return pd.factorize(found)[0]


def _limits_learnt_elsewhere(found, true, fold, which=None):
    """Return the ends of the interval of every estimate, their width learnt in the other folds."""
    lower, upper = np.empty_like(found), np.empty_like(found)
    for number in np.unique(fold):
        out = fold == number
        lower[out], upper[out] = intervals.limits(
            found[out], intervals.learn_spread(found[~out], true[~out], which)
        )
    return lower, upper


def _scored(test, label, districts, found, naive, limits, fold):
    """Return the rows of one test: over all cases, the largest tenth, and the small ones."""
    kept, true = districts.reported, districts.speakers
    tested = (np.bincount(fold)[fold] > 1)[:, None] & kept[None]
    covered = (limits[0] <= true) & (true <= limits[1])
    large = true >= np.quantile(true[tested], 0.9)
    rows = []
    for part, which in zip(PARTS, (np.ones_like(large), large, true < FEW), strict=True):
        scored, counted = which & kept[None], which & tested
        if not (true[scored].any() and counted.any()):
            continue
        rows.append(
            {
                "test": test + part,
                "predictors": label,
                "error": fitting.misplaced(found[scored], true[scored]),
                "naive": fitting.misplaced(naive[scored], true[scored]),
                "coverage_90": float(covered[counted].mean()),
                "cases": int(counted.sum()),
            }
        )
    return rows


def _with_categories(test, label, districts, found, naive, fold, categories):
    """Return the row of the test in which the 26 categories were counted in each place held out."""
    seen = observed.of_truth(districts.speakers, categories, districts.languages)
    shared = observed.fitted_to_categories(found, districts.speakers, fold, seen)
    learnt = _limits_learnt_elsewhere(shared, districts.speakers, fold, ~seen.alone)
    limits = [np.where(seen.alone, shared, end) for end in learnt]
    return _scored(f"{test}, 26 categories counted", label, districts, shared, naive, limits, fold)[:1]


def _small_areas(label, districts, using, predictors, margin, places, truth):
    """Return the rows of the test on small areas: the estimate as it is made, against the truth."""
    small = evidence.read_small_areas(predictors, margin, places, districts, using)
    known = truth.pivot(index=SMALL, columns="language", values=VALUE)
    true = known.loc[small.frame[SMALL], list(districts.languages)].to_numpy(dtype=float)
    seed = model.expected(model.learn(districts.places, districts.speakers), small.places)
    found, naive = np.empty_like(seed), np.empty_like(seed)
    for number in np.unique(small.district):
        inside = small.district == number
        people, speakers = small.places.other_language[inside], districts.speakers[number]
        found[inside] = fitting.to_margins(seed[inside], people, speakers)
        naive[inside] = fitting.to_margins(np.ones_like(seed[inside]) * people[:, None], people, speakers)
    fold = fitting.random_folds(len(districts.codes))
    errors = fitting.estimates(districts.places, districts.speakers, fold)
    spread = calibration.spread(errors, districts.speakers)
    most = np.repeat(small.places.other_language[:, None], found.shape[1], axis=1)
    anyone = np.zeros(found.shape[1], dtype=int)
    small_areas = np.bincount(small.district)[small.district]
    limits = calibration.limits(found, most, small.district, spread, anyone, small_areas)[:2]
    as_districts = evidence.Districts(small.frame[SMALL], districts.languages, true, small.places)
    return _scored(SMALL_AREAS, label, as_districts, found, naive, limits, small.district)


def held_out(backtest: pd.DataFrame) -> pd.DataFrame:
    """Return the back-test in per cent: what went to the wrong place, and how often intervals held the truth.

    `backtest` is that of `backtest` or of `tables.languages.language_backtest`, and its order stays.
    `error_pct` and `naive_pct` are shares of all speakers put in the wrong place, by the estimate and by one
    that takes every place for the average; `coverage_pct` the share of cases whose 90 % interval held the
    true count.
    """
    require(backtest, "test", "predictors", "error", "naive", "coverage_90", "cases", "made_on")
    shown = backtest[["test", "predictors", "cases"]].reset_index(drop=True)
    shown["made_on"] = pd.to_datetime(backtest["made_on"]).to_numpy()
    for name, column in (("naive", "naive_pct"), ("error", "error_pct"), ("coverage_90", "coverage_pct")):
        shown[column] = 100 * backtest[name].to_numpy()
    return shown.assign(method=METHOD, status=SHOWN)
