"""Whether what each measure is made from, and where it stands, is there."""

import pandas as pd
import pandera.pandas as pa

from analysis import areas, settings
from analysis.sources.catalogue import catalogue
from analysis.tables.declaration import Declaration, checked, columns
from analysis.tables.declared import table
from analysis.tables.registers.measure_list import FILE, measures
from analysis.tables.rooms import offered

LINKS = {"chapters": "chapter", "verbs": "verb", "tables": "table", "cards": "card"}
YES, NO, NOT_LOOKED = "yes", "no", "not looked at"


class MeasureIndex(Declaration, unique=["measure", "link", "name"]):
    """A row for everything that a measure is made from or stands in, and whether that exists.

    Verbs are "not looked at" here: `measures.office.dead_ends` looks at them.
    """

    measure: str
    title: str
    link: str = pa.Field(isin=tuple(LINKS.values()))
    name: str
    exists: str = pa.Field(isin=(YES, NO, NOT_LOOKED))


@table("What each measure is made from and where it stands", "a link of a measure", ["registers"])
def measure_index(area: str) -> pd.DataFrame:
    """Return `MeasureIndex`: each link of each measure, and whether chapter, table and card are there."""
    areas.area(area)
    there = {
        "chapter": {path.stem for path in settings.notebooks().glob("*.ipynb")},
        "table": set(offered()),
        "card": set(catalogue()),
    }
    rows = []
    for measure, about in measures().items():
        for field, link in LINKS.items():
            for name in getattr(about, field):
                exists = NOT_LOOKED if link == "verb" else YES if name in there[link] else NO
                rows.append([measure, about.title, link, name, exists, "shown"])
    return checked(MeasureIndex, pd.DataFrame(rows, columns=columns(MeasureIndex)), FILE)
