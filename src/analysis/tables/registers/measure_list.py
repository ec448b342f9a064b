"""The measures of the assessment: what each counts, with which interval, and where it is printed."""

from __future__ import annotations

from typing import Annotated

import pandas as pd
import pydantic

from analysis import areas, toml_file
from analysis.tables import listed
from analysis.toml_file import Entry, Texts

FILE = "measures.toml"


class Measure(Entry):
    """A measure a row: what is counted of what, where, with which interval, how often, and held to what."""

    title: str
    numerator: str
    denominator: str
    geography: str
    interval: str
    refresh: str
    chapters: toml_file.SomeTexts
    oracle: listed.TextOrBlank
    verbs: Texts
    tables: Texts
    cards: Texts


Measures = listed.declared(
    "Measures", Measure, without=("verbs", "tables", "cards"), unique=["measure"], measure=listed.TEXT
)


def measures() -> dict[str, Measure]:
    """Return {name: Measure} of every measure that the file lists."""
    return listed.entries(dict[str, Measure], FILE)


def _exist(names):
    known = list(measures())
    for name in names:
        where = f"a measure of data/reference/{FILE}, {known[0]} to {known[-1]}"
        toml_file.one_of(name, known, where)
    return names


# The measures that answer a row of a register: one that leads nowhere answers nothing.
Answers = Annotated[toml_file.SomeTexts, pydantic.AfterValidator(_exist)]


def measure_list(area: str) -> pd.DataFrame:
    """Return `Measures`, the same for every area; raises InputError naming the entry that is not whole."""
    areas.area(area)
    rows = [{"measure": name, **measure.model_dump()} for name, measure in measures().items()]
    return listed.table(Measures, rows, FILE)
