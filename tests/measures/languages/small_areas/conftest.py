"""An invented country in which languages follow from groups of people, known in districts and small areas."""

import numpy as np
import pandas as pd
import pytest

LANGUAGES = (
    "English (English or Welsh in Wales)",
    "Welsh or Cymraeg (in England only)",
    "Aran",
    "Brel",
    "Cusk",
)
RATES = np.array(
    [[0.002, 0.0, 0.001, 0.0], [0.0, 0.5, 0.02, 0.0], [0.0, 0.03, 0.3, 0.1], [0.0, 0.0, 0.05, 0.4]]
)
PREDICTORS = ("country of birth: Here", "country of birth: There", "religion: One", "ethnic group: Another")
CATEGORIES = {
    "Welsh or Cymraeg (in England only)": "Other UK language",
    "Aran": "Aran",
    "Brel": "Any other",
    "Cusk": "Any other",
}


class Country:
    """The tables that an estimate reads, and the truth of the small areas."""

    def __init__(self, districts=30, small=12, seed=3):
        rng = np.random.default_rng(seed)
        codes = [f"E0700{1000 + number}" for number in range(districts)]
        people = rng.lognormal(0, 0.6, (districts, 4)) * [60_000, 5_000, 3_000, 2_000]
        inside = [0, 1]
        share = rng.dirichlet(np.full(small, 3.0), (len(inside), 4))
        areas = np.concatenate([(share[number] * people[number][:, None]).T for number in inside])
        areas = rng.poisson(areas)
        people = rng.poisson(people)
        spoken = rng.poisson(people @ RATES)
        small_spoken = rng.poisson(areas @ RATES)
        for number in inside:
            rows = slice(number * small, (number + 1) * small)
            people[number], spoken[number] = areas[rows].sum(axis=0), small_spoken[rows].sum(axis=0)
        lsoas = [f"E01{100000 + number}" for number in range(len(areas))]
        self.truth, self.lsoas, self.codes = small_spoken, lsoas, codes
        english = people.sum(axis=1) - spoken.sum(axis=1)
        self.predictors = pd.DataFrame(people, columns=list(PREDICTORS)).assign(area_code=codes)
        self.languages = long("area_code", codes, "language", LANGUAGES, np.column_stack([english, spoken]))
        self.small_predictors = pd.DataFrame(areas, columns=list(PREDICTORS)).assign(lsoa21_code=lsoas)
        other = small_spoken.sum(axis=1)
        levels = ("Main language is English", "Speak English well", "Cannot speak English")
        split = np.column_stack([areas.sum(axis=1) - other, other - other // 4, other // 4])
        self.margin = long("lsoa21_code", lsoas, "proficiency", levels, split)
        self.places = pd.DataFrame(
            {
                "lsoa21_code": lsoas,
                "district22_code": np.repeat([codes[number] for number in inside], small),
                "msoa21_code": [f"E02{200000 + number // 4}" for number in range(len(lsoas))],
            }
        )

    def evidence(self, **changed):
        """Return the arguments of `estimate_languages`."""
        return {
            "predictors_of_districts": self.predictors,
            "languages_of_districts": self.languages,
            "predictors_of_small_areas": self.small_predictors,
            "margin_of_small_areas": self.margin,
            "places_of_small_areas": self.places,
        } | changed

    def observed(self, lsoas):
        """Return counts of the categories in some of the small areas."""
        names = ("Other UK language", "Aran", "Any other")
        counts = np.column_stack([self.truth[:, 0], self.truth[:, 1], self.truth[:, 2] + self.truth[:, 3]])
        rows = [self.lsoas.index(code) for code in lsoas]
        return long("lsoa21_code", lsoas, "category_26", names, counts[rows])


def long(key, codes, column, names, values):
    """Return a matrix as rows of place, name and residents."""
    return pd.DataFrame(
        {
            key: np.repeat(codes, len(names)),
            column: list(names) * len(codes),
            "residents_3_plus": np.asarray(values).ravel(),
        }
    )


@pytest.fixture(scope="session")
def country():
    """Return the invented country: read it, do not change it."""
    return Country()


@pytest.fixture(scope="session")
def categories():
    """Return the category of each of its languages."""
    return CATEGORIES
