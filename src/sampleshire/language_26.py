"""Sampleshire's export of main language in 26 categories, for the LSOAs that somebody asked for."""

import numpy as np
import pandas as pd

from sampleshire import layouts, people
from sampleshire.language_by_proficiency import DOES_NOT_APPLY, numbered

FILE = "custom-dataset-main-language-26.csv"
AREAS, LANGUAGES = "Lower layer Super Output Areas", "Main language (detailed) (26 categories)"
# One district whole, and of another only the first so many LSOAs: small areas are asked for one by one.
WHOLE, PART, LSOAS_OF_PART = "E07000902", "E07000904", 20
# The publisher's own words, which are not those of TS024.
CATEGORIES = [
    "English (English or Welsh if in Wales)",
    "Any other UK languages",
    "French",
    "Portuguese",
    "Spanish",
    "Other European language (EU): Polish",
    "Other European language (EU): Any other European languages",
    "European languages (non-EU)",
    "Russian",
    "Turkish",
    "Arabic",
    "West or Central Asian languages",
    "South Asian language: Panjabi",
    "South Asian language: Urdu",
    "South Asian language: Bengali (with Sylheti and Chatgaya)",
    "South Asian language: Gujarati",
    "South Asian language: Tamil",
    "South Asian language: Any other South Asian languages",
    "East Asian language: Mandarin, Cantonese and other Chinese languages",
    "East Asian language: Any other East Asian languages",
    "African languages",
    "British Sign Language",
    "Any other sign language",
    "Any sign communication system",
    "Any other languages",
]


def write(rng, folder, folk, where, names):
    """Write the export; `folk` is the People, `where` the Places, `names` {code: name} of LSOAs."""
    small = where.lsoa21
    part = sorted(small.loc[small["district24_code"] == PART, "lsoa21_code"])[:LSOAS_OF_PART]
    asked = sorted([*small.loc[small["district24_code"] == WHOLE, "lsoa21_code"], *part])
    spoken = folk.tables["ts024", "lsoa"].loc[asked].to_numpy()
    counts = spoken @ (numbered("group_26")[:, None] == np.arange(1, len(CATEGORIES) + 1))
    moved = people.perturbed(rng, pd.DataFrame(counts, index=asked))
    everybody = folk.tables["ts001", "lsoa"].loc[asked].sum(axis=1)
    rows = []
    for code, numbers in zip(asked, moved.to_numpy(), strict=True):
        children = int(everybody[code]) - int(spoken[asked.index(code)].sum())
        rows.append((code, names[code], *DOES_NOT_APPLY, children))
        for number, (label, count) in enumerate(zip(CATEGORIES, numbers, strict=True), start=1):
            rows.append((code, names[code], str(number), label, int(count)))
    heading = [f"{AREAS} Code", AREAS, f"{LANGUAGES} Code", LANGUAGES, "Observation"]
    layouts.text(folder / FILE, layouts.comma_separated(heading, rows))
