"""From named columns to matrices: what is known of districts and of small areas, checked as it is read."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.errors import InputError, how_many, nearest
from analysis.measures.languages.proficiency import ENGLISH_IS_MAIN
from analysis.measures.languages.small_areas.fitting import refuse_unlike_totals
from analysis.measures.languages.small_areas.model import Places, ratio
from analysis.measures.rates.status import require

ENGLISH, WELSH = "English", "Welsh"  # how the census's names of the two begin
DISTRICT, SMALL, MIDDLE = "district22_code", "lsoa21_code", "msoa21_code"
VALUE = "residents_3_plus"


@dataclass(frozen=True)
class Districts:
    """Districts by number, what is known of them, and `speakers`: districts by `languages` but English."""

    codes: pd.Index
    languages: tuple
    speakers: np.ndarray
    places: Places

    @property
    def reported(self) -> np.ndarray:
        """Return which languages are reported: all but Welsh, which only appears in the margin in England."""
        return np.array([not language.startswith(WELSH) for language in self.languages])


@dataclass(frozen=True)
class SmallAreas:
    """Small areas in the order of their district: `district` is its number among the Districts."""

    frame: pd.DataFrame
    district: np.ndarray
    places: Places


def table_of(column: str) -> str:
    """Return the table that a predictor is of: what is before the first colon of its name."""
    return column.split(": ", 1)[0]


def predictor_columns(frame: pd.DataFrame, key: str) -> list[str]:
    """Return the predictors of a frame: every column but its codes."""
    require(frame, key)
    return [name for name in frame.columns if ": " in name]


def read_districts(predictors: pd.DataFrame, languages: pd.DataFrame, using: list[str]) -> Districts:
    """Return the `Districts` of two tables by `area_code`; `using` names the predictors.

    Raises InputError for a language that a district lacks or has twice, for one without English, and
    for a district that appears in one table alone.
    """
    require(languages, "area_code", "language", VALUE)
    wide = _wide(languages, "area_code", "language", "languages of districts")
    english = [name for name in wide.columns if str(name).startswith(ENGLISH + " ") or name == ENGLISH]
    if len(english) != 1:
        raise InputError(
            f"The languages of districts hold {len(english)} languages named English; 1 is expected. "
            "Is it TS024, with every language that splits no further?"
        )
    spoken = wide.drop(columns=english)
    known = _one_row_each(predictors, "area_code", "predictors of districts")
    _same_places(known.index, spoken.index, "district", "the predictors", "the languages")
    speakers = spoken.to_numpy(dtype=float)
    counts = _counts(known.loc[spoken.index, using])
    places = Places(counts, speakers.sum(axis=1), tuple(map(table_of, using)))
    return Districts(spoken.index, tuple(spoken.columns), speakers, places)


def read_small_areas(
    predictors: pd.DataFrame,
    margin: pd.DataFrame,
    places: pd.DataFrame,
    districts: Districts,
    using: list[str],
) -> SmallAreas:
    """Return the `SmallAreas` of a table of predictors, one of proficiency and one of places.

    Raises InputError for a small area that a table lacks, for one whose district is not known, and for
    a district whose small areas have another number of residents with another main language
    than the district itself has.
    """
    require(places, SMALL, DISTRICT)
    require(margin, SMALL, "proficiency", VALUE)
    lookup = _one_row_each(places, SMALL, "places of small areas").sort_values(DISTRICT, kind="stable")
    known = _one_row_each(predictors, SMALL, "predictors of small areas")
    _same_places(known.index, lookup.index, "small area", "the predictors", "the places")
    spoken = _wide(margin, SMALL, "proficiency", "proficiency of small areas")
    _same_places(spoken.index, lookup.index, "small area", "the table of proficiency", "the places")
    if ENGLISH_IS_MAIN not in spoken.columns:
        raise InputError(
            f'The table of proficiency has no "{ENGLISH_IS_MAIN}". '
            f"It has: {'; '.join(map(str, spoken.columns))}."
        )
    other = spoken.loc[lookup.index].drop(columns=ENGLISH_IS_MAIN).sum(axis=1).to_numpy(dtype=float)
    district = districts.codes.get_indexer(lookup[DISTRICT])
    if (district < 0).any():
        code = lookup[DISTRICT].iloc[int(np.argmax(district < 0))]
        raise InputError(
            f"No language is known of district {code}, in which small areas lie. "
            f"{nearest(code, districts.codes)} Are the two of one vintage?"
        )
    for number in np.unique(district):
        refuse_unlike_totals(
            other[district == number].sum(),
            districts.places.other_language[number],
            districts.codes[number],
            ("residents with another main language, added over its small areas,", "its speakers"),
        )
    around = ratio(districts.places.predictors, districts.places.other_language[:, None])
    made = Places(_counts(known.loc[lookup.index, using]), other, districts.places.tables, around[district])
    return SmallAreas(lookup.reset_index(), district, made)


def shared_predictors(
    predictors_of_districts: pd.DataFrame, predictors_of_small_areas: pd.DataFrame
) -> list[str]:
    """Return the predictors of every table that appears at both levels.

    Raises InputError for a table that has other categories at one level than at the other.
    """
    large = predictor_columns(predictors_of_districts, "area_code")
    small = predictor_columns(predictors_of_small_areas, SMALL)
    both = {table_of(name) for name in large} & {table_of(name) for name in small}
    for one, other, words in ((large, small, "small areas"), (small, large, "districts")):
        alone = [name for name in one if table_of(name) in both and name not in other]
        if alone:
            raise InputError(
                f'"{alone[0]}" is not among the predictors of {words} ({len(alone)} in all). '
                f"{nearest(alone[0], other)} Are the two of one census?"
            )
    if not both:
        raise InputError(
            "No table of predictors is both by district and by small area: nothing can be learnt from "
            "the one and used in the other."
        )
    return [name for name in large if table_of(name) in both]


def _wide(table, key, column, words):
    twice = table.duplicated([key, column])
    if twice.any():
        row = table.loc[twice].iloc[0]
        raise InputError(f'{words.capitalize()}: "{row[column]}" appears twice for {row[key]}.')
    wide = table.pivot(index=key, columns=column, values=VALUE)
    wide = wide[list(table[column].unique())]
    lacking = wide.isna()
    if lacking.to_numpy().any():
        code = wide.index[lacking.any(axis=1)][0]
        name = wide.columns[lacking.loc[code]][0]
        raise InputError(
            f'{words.capitalize()}: {code} has no number for "{name}" '
            f"({how_many(int(lacking.to_numpy().sum()), 'such cells')})."
        )
    return wide


def _one_row_each(table, key, words):
    twice = table[key].duplicated()
    if twice.any():
        raise InputError(f"{words.capitalize()}: {table.loc[twice, key].iloc[0]} appears twice.")
    return table.set_index(key)


def _same_places(found, expected, what, one, other):
    for codes, others, lacking in ((expected, found, one), (found, expected, other)):
        absent = codes[~codes.isin(others)]
        if len(absent):
            raise InputError(
                f"{what.capitalize()} {absent[0]} is missing from {lacking} ({len(absent)} in all). "
                "Are they of the same area and vintage?"
            )


def _counts(table):
    values = table.to_numpy(dtype=float)
    if not (values >= 0).all():
        row, column = np.argwhere(~(values >= 0))[0]
        raise InputError(
            f'Predictor "{table.columns[column]}" of {table.index[row]} is negative or missing. '
            "A count is zero or more."
        )
    return values
