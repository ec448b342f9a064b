"""Where the 26 categories of main language were counted in small areas: they bind, and are shared out."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.errors import InputError, refuse_unknown
from analysis.measures.languages.small_areas.evidence import SMALL, VALUE
from analysis.measures.languages.small_areas.fitting import rake, reconciled
from analysis.measures.languages.small_areas.model import ratio
from analysis.measures.rates.status import require

OBSERVED, DERIVED, MODELLED = "observed", "derived", "modelled"
# Observed counts and the district's languages are perturbed apart: what structural zeros leave over
# after so many rounds is that noise, and the observed counts are what is met.
ROUNDS = 200
LEAST_SEED = 1e-6  # people, so that a count that nobody was expected in can be shared


@dataclass(frozen=True)
class Observed:
    """Counts of categories in small areas: `counts` is small areas by categories, NaN where not counted.

    `category` is the number of the category of each language; `alone` says which languages are one by itself.
    """

    counts: np.ndarray
    category: np.ndarray

    @property
    def alone(self) -> np.ndarray:
        """Return which languages are a category by themselves, so that their count is the category's."""
        return np.bincount(self.category)[self.category] == 1

    @property
    def known(self) -> np.ndarray:
        """Return which small areas were counted."""
        return ~np.isnan(self.counts[:, 0])


def read_observed(
    table: pd.DataFrame, categories: dict[str, str], languages: tuple[str, ...], small_areas: pd.Series
) -> Observed:
    """Return `Observed` of a table by small area and `category_26`.

    `categories` has the category of each language.
    Small areas of the table that are not asked about are left out; those that the table lacks are not
    known. Categories to which no language belongs, English among them, are left out too.

    Raises InputError for a language without a category, and for a category that a small area lacks.
    """
    require(table, SMALL, "category_26", VALUE)
    for language in languages:
        refuse_unknown(language, categories, f'"{language}" belongs to none of the 26 categories.')
    names, category = _categories_of(categories, languages)
    kept = table[table["category_26"].isin(names)]
    wide = kept.pivot(index=SMALL, columns="category_26", values=VALUE).reindex(columns=names)
    if wide.isna().to_numpy().any():
        code = wide.index[wide.isna().any(axis=1)][0]
        raise InputError(f"{code} lacks one of the 26 categories of main language. Download the file again.")
    return Observed(wide.reindex(small_areas).to_numpy(dtype=float), category)


def of_truth(speakers: np.ndarray, categories: dict[str, str], languages: tuple[str, ...]) -> Observed:
    """Return `Observed` of places whose speakers (places by languages) are known: the categories added up."""
    names, category = _categories_of(categories, languages)
    return Observed(speakers @ (category[:, None] == np.arange(len(names))), category)


def _categories_of(categories, languages):
    """Return the names of the categories of `languages`, and the number of each language's among them."""
    number, names = pd.factorize(pd.Series([categories[language] for language in languages]))
    return list(names), number


def fitted_to_categories(
    expected: np.ndarray, true: np.ndarray, fold: np.ndarray, observed: Observed
) -> np.ndarray:
    """Return estimates fitted, in each fold, to the count of each category in each place.

    A language alone in its category takes the count; the others share it in the odds of `expected`.
    """
    found = np.where(observed.alone, true, expected)
    for number in np.unique(observed.category[~observed.alone]):
        inside = observed.category == number
        for part in np.unique(fold):
            cells = np.ix_(fold == part, inside)
            counts = true[cells]
            if counts.any():
                seed = expected[cells] + LEAST_SEED
                found[cells] = rake(seed, counts.sum(axis=1), counts.sum(axis=0))
    return found


def share_out(
    seed: np.ndarray, people: np.ndarray, speakers: np.ndarray, counts: np.ndarray, observed: Observed
) -> np.ndarray:
    """Return estimates of one district's small areas (small areas by languages) that observed counts bind.

    `seed` is expected speakers, `people` residents with another main language, `speakers` the district's, and
    `counts` those of `Observed` for these small areas. A language alone in its category has the count itself;
    the others share their category's. Small areas that were not counted are fitted to what is left.
    """
    known, alone, category = ~np.isnan(counts[:, 0]), observed.alone, observed.category
    found = np.zeros_like(seed)
    found[np.ix_(known, alone)] = counts[known][:, category[alone]]
    left = np.maximum(speakers - found.sum(axis=0), 0.0)
    inside = ~alone[None] & (category[None] == np.arange(counts.shape[1])[:, None])
    shared = np.flatnonzero(inside.any(axis=1))
    floor = seed + LEAST_SEED
    blocks = [floor[known] * inside[number] for number in shared]
    wanted = [counts[known][:, number] for number in shared]
    # A district cannot have fewer speakers of a category than its small areas were seen to have; where all
    # of them were seen, it has no more either.
    for number, bound in zip(shared, wanted, strict=True):
        total, held = left[inside[number]].sum(), bound.sum()
        if total < held or known.all():
            mix = left[inside[number]] if total > 0 else floor[known][:, inside[number]].sum(axis=0)
            left[inside[number]] = mix / mix.sum() * held
    if known.all():
        left[alone] = 0.0
    rest = np.where(known, 0.0, people)[~known]
    open_total = max(left.sum() - sum(bound.sum() for bound in wanted), 0.0)
    rest = reconciled(open_total, rest)
    rows = np.concatenate([*wanted, rest])
    stacked = np.concatenate([*blocks, floor[~known]])
    # What nobody is left to hold (all small areas counted, or none with anybody) is met by none.
    left = np.where(((rows > 0) @ stacked) > 0, left, 0.0)
    fitted = rake(stacked, rows, left, rounds=ROUNDS)
    held = fitted.sum(axis=1)
    bound = np.arange(len(rows)) < len(shared) * int(known.sum())
    fitted *= np.where(bound, ratio(rows, held), 1.0)[:, None]
    for number in range(len(shared)):
        found[known] += fitted[number * int(known.sum()) : (number + 1) * int(known.sum())]
    found[~known] = fitted[len(shared) * int(known.sum()) :]
    return found
