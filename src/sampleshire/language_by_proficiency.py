"""Sampleshire's export of main language by proficiency in English, crossed by district as ONS lets it be."""

import csv

import numpy as np
import pandas as pd

from analysis import settings
from sampleshire import headings, layouts, people

FILE = "custom-dataset-main-language-by-proficiency.csv"
AREAS, LANGUAGES, LEVELS = (
    "Lower tier local authorities",
    "Main language (23 categories)",
    "Proficiency in English language (6 categories)",
)
# Districts in which the publisher would not open the combination: two of Sampleshire's five, one around.
BLOCKED = ("E07000901", "E07000904", "E07000947")
CATEGORIES = [
    "English (English or Welsh in Wales)",
    "Welsh or Cymraeg (in England only)",
    "Other UK languages",
    "French",
    "Portuguese",
    "Spanish",
    "Serbian, Croatian or Bosnian",
    "Any other European language (EU)",
    "Any other European language (non-EU)",
    "Romani, Romany or Yiddish",
    "Russian",
    "Turkish",
    "Arabic",
    "West or Central Asian language",
    "South Asian language",
    "East Asian language",
    "Oceanic or Australian language",
    "North or South American language",
    "Caribbean Creole",
    "African language",
    "Sign and supported language",
    "Any other language",
]
DOES_NOT_APPLY = ("-8", "Does not apply")


def write(rng, folder, folk, names):
    """Write the export of every district that is open; `folk` is the People, `names` {code: name}."""
    groups = numbered("group_23")
    open_ = ~folk.areas["district24_code"].isin(BLOCKED).to_numpy()
    spoken = folk.spoken[open_]
    districts = folk.areas.loc[open_, "district24_code"].to_numpy()
    levels = headings.TABLES["ts029"][3]
    english = folk.tables["ts029", "ltla"].iloc[:, 0]
    rows = []
    for code in sorted(set(districts)):
        inside = spoken[districts == code].sum(axis=0)
        table = np.zeros((len(CATEGORIES), len(levels)), dtype=int)
        np.add.at(table[:, 1:], groups - 1, inside)
        table[0, :] = 0
        table[0, 0] = english[code]
        moved = people.perturbed(rng, pd.DataFrame(table)).to_numpy(copy=True)
        # Only people of another main language were asked how well they speak English.
        moved[1:, 0] = 0
        moved[0, 1:] = 0
        children = int(folk.tables["ts001", "ltla"].loc[code].sum() - table.sum())
        rows.append((code, names[code], *DOES_NOT_APPLY, *DOES_NOT_APPLY, children))
        for at, label in enumerate(CATEGORIES):
            for number, level in enumerate(levels):
                rows.append(
                    (code, names[code], str(at + 1), label, str(number + 1), level, int(moved[at, number]))
                )
    heading = [
        f"{AREAS} Code",
        AREAS,
        f"{LANGUAGES} Code",
        LANGUAGES,
        f"{LEVELS} Code",
        LEVELS,
        "Observation",
    ]
    layouts.text(folder / FILE, layouts.comma_separated(heading, rows))


def numbered(column):
    """Return the number of each language's group by a column of languages.csv, in the order of TS024."""
    with settings.data("reference", "languages.csv").open(encoding="utf-8", newline="") as stream:
        known = {row["leaf"]: int(row[column]) for row in csv.DictReader(stream) if row["leaf"]}
    return np.array([known[leaf] for leaf in headings.TABLES["ts024"][3]])
