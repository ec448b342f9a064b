"""The measures of the assessment: definition, chapter, oracle, and what each is made from; the glossary."""

import pandas as pd
import pandera.pandas as pa

from analysis import areas, settings, toml_file
from analysis.tables import register_files
from analysis.tables.declaration import STATES, Declaration, checked

FILE, GLOSSARY = register_files.MEASURES, "glossary.csv"
LISTS = {"chapters": "chapter", "verbs": "verb", "tables": "table", "cards": "card"}
YES, NO, NOT_LOOKED = "yes", "no", "not looked at"


class Measures(Declaration):
    """A measure a row: what is counted of what, where, with which interval, how often, and held to what."""

    measure: str = pa.Field(unique=True)
    title: str
    numerator: str
    denominator: str
    geography: str
    interval: str
    refresh: str
    chapters: str
    oracle: str = pa.Field(nullable=True)
    status: str = pa.Field(isin=STATES)


class MeasureIndex(Declaration):
    """A row for everything that a measure is made from or stands in, and whether that exists.

    Verbs are "not looked at" here: `measures.office.dead_ends` looks at them.
    """

    measure: str
    title: str
    link: str = pa.Field(isin=tuple(LISTS.values()))
    name: str
    exists: str = pa.Field(isin=(YES, NO, NOT_LOOKED))
    status: str = pa.Field(isin=STATES)

    class Config:
        unique = ["measure", "link", "name"]


class Glossary(Declaration):
    """A term a row, with its short form where it has one, and what it means here."""

    term: str = pa.Field(unique=True)
    short: str = pa.Field(nullable=True)
    meaning: str
    status: str = pa.Field(isin=STATES)


MEASURE = register_files.entry(
    Measures,
    oracle=str,
    chapters=toml_file.SomeTexts,  # one in no chapter nobody would read
    verbs=toml_file.Texts,
    tables=toml_file.Texts,
    cards=toml_file.Texts,
)


def load(area):
    """Return `Measures`, the same for every area; raises InputError naming the entry that is not whole."""
    areas.area(area)
    frame = register_files.frame(entries())
    chapters = frame["chapters"].map(register_files.BETWEEN.join)
    return checked(Measures, frame.assign(chapters=chapters, oracle=frame["oracle"].replace("", None)), FILE)


def index(area):
    """Return `MeasureIndex`: each link of each measure, and whether chapter, table and card are there."""
    areas.area(area)
    from analysis import tables
    from analysis.sources.catalogue import catalogue

    there = {
        "chapter": {path.stem for path in settings.notebooks().glob("*.ipynb")},
        "table": set(tables.__all__),
        "card": set(catalogue()),
    }
    rows = []
    for entry in entries():
        for key, link in LISTS.items():
            for one in getattr(entry, key):
                found = NOT_LOOKED if link == "verb" else YES if one in there[link] else NO
                rows.append([entry.measure, entry.title, link, one, found, "shown"])
    return checked(MeasureIndex, pd.DataFrame(rows, columns=list(MeasureIndex.to_schema().columns)), FILE)


def glossary(area):
    """Return `Glossary`, the words that a reader may not know, the same for every area."""
    areas.area(area)
    path = settings.data("reference", GLOSSARY)
    rows = pd.read_csv(path, dtype="str", keep_default_na=False)
    return checked(
        Glossary, rows.assign(short=rows["short"].mask(rows["short"] == ""), status="shown"), GLOSSARY
    )


def entries():
    """Return every measure of the project; raises InputError naming the one that is not whole."""
    found = toml_file.read(settings.data("reference", FILE), "It comes with the project: restore it.")
    return toml_file.named(MEASURE, found, FILE, "measure").values()
