"""Speakers of each language in small areas, with how far each number may be off."""

import numpy as np
import pandas as pd

from analysis.errors import InputError
from analysis.measures.languages.small_areas import calibration, evidence, fitting, model, observed
from analysis.measures.languages.small_areas.evidence import DISTRICT, MIDDLE, SMALL
from analysis.measures.languages.small_areas.observed import DERIVED, MODELLED, OBSERVED
from analysis.sources import store
from analysis.states import SHOWN

LEVELS = {"lsoa21": SMALL, "msoa21": MIDDLE}
METHODS = np.array([OBSERVED, DERIVED, MODELLED], dtype=object)  # the later, the weaker

# What is learnt of all districts is the same in every area.
learn, held_out = store.learnt(model.Model)(model.learn), store.learnt()(fitting.estimates)


def estimate_languages(
    predictors_of_districts: pd.DataFrame,
    languages_of_districts: pd.DataFrame,
    predictors_of_small_areas: pd.DataFrame,
    margin_of_small_areas: pd.DataFrame,
    places_of_small_areas: pd.DataFrame,
    observed_26: pd.DataFrame | None = None,
    categories_26: dict[str, str] | None = None,
    by: str = "lsoa21",
) -> pd.DataFrame:
    """Return the speakers of each language in each small area, with an interval that holds nine times in ten.

    How languages go with who lives in a place is learnt from all the districts given, used in the small
    areas, and fitted to two counts at once: each district's speakers of each language, and each small area's
    residents whose main language is not English. Welsh counts among them in England, so it is fitted and
    not reported.

    `predictors_of_districts` has `area_code` and columns named "table: category", in people;
    `languages_of_districts` `area_code`, `language` and `residents_3_plus`; `predictors_of_small_areas`
    `lsoa21_code` and the same columns, of the tables that exist there; `margin_of_small_areas` `lsoa21_code`,
    `proficiency` and `residents_3_plus`; `places_of_small_areas` `lsoa21_code`, `district22_code` and, to
    ask for MSOAs, `msoa21_code`. `observed_26` has counts of the 26 categories in small areas
    (`lsoa21_code`, `category_26`, `residents_3_plus`), `categories_26` the category of each language. `by`
    is "lsoa21" or "msoa21" (sums of LSOAs with their own interval).

    Columns: the code of `by`, `district22_code`, `language`, `speakers`, `lower`, `upper`, `standard_error`,
    `method` and `status`. A method is observed (counted, shown as it is), derived (a count shared among the
    languages of its category) or modelled.
    How wide an interval is follows from the errors made of the language in districts that were held out, as
    errors in small areas followed from them in topics that are published there (see `calibration`).

    Raises InputError for places that are not the same in all tables, and for margins that cannot be met.
    """
    if by not in LEVELS:
        raise InputError(f'No level "{by}". Known: {", ".join(LEVELS)}.')
    if LEVELS[by] not in places_of_small_areas.columns:
        raise InputError(
            f"The places of small areas have no column {LEVELS[by]}: the outlines that place one in the "
            "other are not in the folder."
        )
    using = evidence.shared_predictors(predictors_of_districts, predictors_of_small_areas)
    districts = evidence.read_districts(predictors_of_districts, languages_of_districts, using)
    small = evidence.read_small_areas(
        predictors_of_small_areas, margin_of_small_areas, places_of_small_areas, districts, using
    )
    seen = None
    if observed_26 is not None:
        seen = observed.read_observed(
            observed_26, categories_26 or {}, districts.languages, small.frame[SMALL]
        )
    people = _fitted(districts, small, seen)
    return _rows(districts, small, people, seen, _spreads(districts, seen), *_groups(small, by))


def _fitted(districts, small, seen):
    """Return estimated speakers, small areas by languages, fitted district by district."""
    learnt = learn(districts.places, districts.speakers)
    seed = model.expected(learnt, small.places)
    people = np.zeros_like(seed)
    for number in np.unique(small.district):
        inside = small.district == number
        margin, speakers = small.places.other_language[inside], districts.speakers[number]
        try:
            if seen is not None and seen.known[inside].any():
                counts = seen.counts[inside]
                people[inside] = observed.share_out(seed[inside], margin, speakers, counts, seen)
            else:
                people[inside] = fitting.to_margins(seed[inside], margin, speakers)
        except InputError as fault:
            raise InputError(f"{districts.codes[number]}: {fault}") from None
    return people


def _spreads(districts, seen):
    """Return (method, how far held-out districts were off, which languages share people) of what is unsure.

    The method is its number among `METHODS`.
    """
    fold = fitting.random_folds(len(districts.codes))
    found = held_out(districts.places, districts.speakers, fold)
    modelled = calibration.spread(found, districts.speakers)
    of_all = (2, modelled, np.zeros(len(modelled), dtype=int))
    if seen is None:
        return [of_all]
    shared = observed.fitted_to_categories(found, districts.speakers, fold, seen)
    within, which = np.zeros(len(seen.alone)), ~seen.alone
    within[which] = calibration.spread(shared[:, which], districts.speakers[:, which])
    return [(1, within, seen.category), of_all]


def _groups(small, by):
    """Return the number of the place that each small area's estimate is added to, and the places' codes."""
    key = LEVELS[by]
    lacking = small.frame[key].isna()
    if lacking.any():
        raise InputError(
            f"{small.frame.loc[lacking, SMALL].iloc[0]} lies in no {by.upper()} ({lacking.sum()} in all)."
        )
    codes = small.frame[[key, DISTRICT]].drop_duplicates().reset_index(drop=True)
    if codes[key].duplicated().any():
        code = codes.loc[codes[key].duplicated(), key].iloc[0]
        raise InputError(f"{code} lies in more than one district. Are the places of one vintage?")
    return pd.Index(codes[key]).get_indexer(small.frame[key]), codes


def _rows(districts, small, people, seen, spreads, group, codes):
    """Return the estimates added up by the place of each small area, with their intervals, as rows."""
    # Speakers can be of all with another main language; where a category was counted, of the people in it.
    most = np.repeat(small.places.other_language[:, None], people.shape[1], axis=1)
    method = np.full(people.shape, 2)
    if seen is not None:
        method[seen.known] = np.where(seen.alone, 0, 1)
        most[seen.known] = seen.counts[seen.known][:, seen.category]
    inside = np.zeros(len(codes), dtype=int)
    inside[group] = small.district
    total, most = calibration.added(people, group), calibration.added(most, group)
    lower = calibration.added(np.where(method == 0, people, 0.0), group)
    upper, variance = lower.copy(), np.zeros_like(total)
    small_areas = np.bincount(small.district)[inside]
    for kind, spread, shares_with in spreads:
        part = calibration.added(np.where(method == kind, people, 0.0), group)
        low, high, error = calibration.limits(part, most, inside, spread, shares_with, small_areas)
        lower, upper, variance = lower + low, upper + high, variance + error**2
    free = np.zeros(total.shape, dtype=int)
    np.maximum.at(free, group, method)
    # Margins are perturbed and scaled: an interval ends at them, yet never short of its own estimate.
    ended = np.minimum(upper, np.ceil(np.minimum(most, districts.speakers[inside])))
    upper = np.where(free == 0, upper, np.maximum(ended, np.ceil(total)))
    lower = np.where(free == 0, lower, np.minimum(lower, np.floor(total)))
    numbers = {"speakers": total, "lower": lower, "upper": upper, "standard_error": np.sqrt(variance)}
    kept = districts.reported
    languages = np.array(districts.languages, dtype=object)[kept]
    rows = codes.loc[codes.index.repeat(len(languages))].reset_index(drop=True)
    rows["language"] = pd.array(np.tile(languages, len(codes)), dtype="str")
    for name, values in numbers.items():
        rows[name] = values[:, kept].ravel()
    rows["method"] = pd.array(METHODS[free][:, kept].ravel(), dtype="str")
    return rows.assign(status=SHOWN).astype({"status": "str"})
