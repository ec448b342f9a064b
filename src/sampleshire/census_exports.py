"""Sampleshire's exports of a custom dataset of the census, as ONS lets somebody ask for one.

Main language by proficiency in English is crossed by district, and blocked in some. Main language in 26
categories is of the LSOAs that somebody asked for. Ethnic group by age is of every district.
"""

import itertools

import numpy as np
import pandas as pd

from analysis import settings
from sampleshire import headings, layouts, people

BY_PROFICIENCY, IN_26, BY_AGE = (
    "custom-dataset-main-language-by-proficiency.csv",
    "custom-dataset-main-language-26.csv",
    "custom-dataset-ethnic-group-by-age.csv",
)
DISTRICTS, LSOAS = "Lower tier local authorities", "Lower layer Super Output Areas"
LEVELS = "Proficiency in English language (6 categories)"
# Districts in which the publisher would not open the combination: two of Sampleshire's five, one around.
BLOCKED = ("E07000901", "E07000904", "E07000947")
# One district whole, and of another only the first so many LSOAs: small areas are asked for one by one.
WHOLE, PART, LSOAS_OF_PART = "E07000902", "E07000904", 20
CATEGORIES_23 = [
    "English (English or Welsh in Wales)", "Welsh or Cymraeg (in England only)", "Other UK languages",
    "French", "Portuguese", "Spanish", "Serbian, Croatian or Bosnian",
    "Any other European language (EU)", "Any other European language (non-EU)", "Romani, Romany or Yiddish",
    "Russian", "Turkish", "Arabic", "West or Central Asian language", "South Asian language",
    "East Asian language", "Oceanic or Australian language", "North or South American language",
    "Caribbean Creole", "African language", "Sign and supported language", "Any other language",
]  # fmt: skip
# The publisher's own words, which are not those of TS024.
CATEGORIES_26 = [
    "English (English or Welsh if in Wales)", "Any other UK languages", "French", "Portuguese", "Spanish",
    "Other European language (EU): Polish", "Other European language (EU): Any other European languages",
    "European languages (non-EU)", "Russian", "Turkish", "Arabic", "West or Central Asian languages",
    "South Asian language: Panjabi", "South Asian language: Urdu",
    "South Asian language: Bengali (with Sylheti and Chatgaya)", "South Asian language: Gujarati",
    "South Asian language: Tamil", "South Asian language: Any other South Asian languages",
    "East Asian language: Mandarin, Cantonese and other Chinese languages",
    "East Asian language: Any other East Asian languages", "African languages", "British Sign Language",
    "Any other sign language", "Any sign communication system", "Any other languages",
]  # fmt: skip
# The publisher's order, and the ages at which its 23 categories begin.
ETHNIC_6 = [
    "Asian, Asian British or Asian Welsh", "Black, Black British, Black Welsh, Caribbean or African",
    "Mixed or Multiple ethnic groups", "White", "Other ethnic group",
]  # fmt: skip
AGES_23 = [0, 1, 3, 5, 8, 10, 15, 16, 18, *range(20, 90, 5)]
DOES_NOT_APPLY = ("-8", "Does not apply")


def by_proficiency(rng, folder, folk, names):
    """Write the export of every district that is open; `folk` is the People, `names` {code: name}."""
    groups = _numbered("group_23")
    open_ = ~folk.areas["district24_code"].isin(BLOCKED).to_numpy()
    spoken = folk.spoken[open_]
    districts = folk.areas.loc[open_, "district24_code"].to_numpy()
    levels = headings.TABLES["ts029"][3]
    english = folk.tables["ts029", "ltla"].iloc[:, 0]
    rows = []
    for code in sorted(set(districts)):
        inside = spoken[districts == code].sum(axis=0)
        table = np.zeros((len(CATEGORIES_23), len(levels)), dtype=int)
        np.add.at(table[:, 1:], groups - 1, inside)
        table[0, :] = 0
        table[0, 0] = english[code]
        moved = people.perturbed(rng, pd.DataFrame(table)).to_numpy(copy=True)
        # Only people of another main language were asked how well they speak English.
        moved[1:, 0] = 0
        moved[0, 1:] = 0
        children = int(folk.tables["ts001", "ltla"].loc[code].sum() - table.sum())
        rows.append((code, names[code], *DOES_NOT_APPLY, *DOES_NOT_APPLY, children))
        rows += [
            (code, names[code], at + 1, label, number + 1, level, moved[at, number])
            for at, label in enumerate(CATEGORIES_23)
            for number, level in enumerate(levels)
        ]
    _export(folder / BY_PROFICIENCY, [DISTRICTS, "Main language (23 categories)", LEVELS], rows)


def in_26(rng, folder, folk, where, names):
    """Write the export of small areas; `where` is the Places."""
    small = where.lsoa21
    part = sorted(small.loc[small["district24_code"] == PART, "lsoa21_code"])[:LSOAS_OF_PART]
    asked = sorted([*small.loc[small["district24_code"] == WHOLE, "lsoa21_code"], *part])
    spoken = folk.tables["ts024", "lsoa"].loc[asked].to_numpy()
    counts = spoken @ (_numbered("group_26")[:, None] == np.arange(1, len(CATEGORIES_26) + 1))
    moved = people.perturbed(rng, pd.DataFrame(counts, index=asked)).to_numpy()
    children = folk.tables["ts001", "lsoa"].loc[asked].sum(axis=1).to_numpy() - spoken.sum(axis=1)
    rows = []
    for code, numbers, few in zip(asked, moved, children, strict=True):
        rows.append((code, names[code], *DOES_NOT_APPLY, few))
        rows += [
            (code, names[code], number, label, count)
            for number, (label, count) in enumerate(zip(CATEGORIES_26, numbers, strict=True), start=1)
        ]
    _export(folder / IN_26, [LSOAS, "Main language (detailed) (26 categories)"], rows)


def by_age(rng, folder, folk, names):
    """Write the export of ethnic group by age, of every district."""
    leaves = pd.Series(headings.TABLES["ts021"][3])
    group = np.array([leaves.str.startswith(label) for label in ETHNIC_6], dtype=float)
    years = np.zeros((len(people.BANDS), people.BANDS[-1][1] + 1))
    for band, (first, last) in enumerate(people.BANDS):
        years[band, first : last + 1] = 1 / (last - first + 1)
    by_group = np.einsum("aeb,ge,by->agy", folk.origins, group, years)
    by_group = np.add.reduceat(by_group, AGES_23, axis=2)
    districts = folk.areas["district24_code"].to_numpy()
    rows = []
    for code in sorted(set(districts)):
        counted = by_group[districts == code].sum(axis=0).round().astype(int)
        moved = people.perturbed(rng, pd.DataFrame(counted)).to_numpy()
        rows += [(code, names[code], *DOES_NOT_APPLY, at + 1, label, 0) for at, label in enumerate(_ages())]
        rows += [
            (code, names[code], number + 1, label, at + 1, age, moved[number, at])
            for number, label in enumerate(ETHNIC_6)
            for at, age in enumerate(_ages())
        ]
    _export(folder / BY_AGE, [DISTRICTS, "Ethnic group (6 categories)", "Age (23 categories)"], rows)


def _ages():
    """Return the publisher's label of each of its 23 categories of age."""
    pairs = itertools.pairwise(AGES_23[1:])
    told = [f"Aged {a} to {b - 1} years" if b - a > 1 else f"Aged {a} years" for a, b in pairs]
    return ["Aged under 1 year", *told, f"Aged {AGES_23[-1]} years and over"]


def _export(path, crossed, rows):
    """Write an export: a code and a label for each of what is crossed, and the count."""
    header = [heading for one in crossed for heading in (f"{one} Code", one)]
    layouts.text(path, layouts.comma_separated([*header, "Observation"], rows))


def _numbered(column):
    """Return the number of each language's group by a column of languages.csv, in the order of TS024."""
    languages = pd.read_csv(settings.data("reference", "languages.csv")).set_index("leaf")
    return languages.loc[headings.TABLES["ts024"][3], column].to_numpy(dtype=int)
