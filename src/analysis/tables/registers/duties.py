"""Duties in law towards victims, and whether each is in force."""

from typing import Literal

import pandas as pd
import pydantic

from analysis import areas
from analysis.tables import listed
from analysis.tables.declared import table
from analysis.tables.registers.measure_list import Answers
from analysis.toml_file import DayOrBlank, Entry

FILE = "duties.toml"
IN_FORCE = ("yes", "no", "unknown")
NATIONS = (areas.ENGLAND, areas.WALES, "England and Wales")


class Duty(Entry):
    """A duty a row: `in_force` "unknown" has no day, and is to be checked before it is printed as law.

    `nation` is whose law it is: "England", "Wales", or "England and Wales".
    """

    nation: Literal[NATIONS]
    body: str
    act: str
    section: str
    asks: str
    in_force: Literal[IN_FORCE]
    checked_on: DayOrBlank
    note: str
    source: str
    measures: Answers

    @pydantic.model_validator(mode="after")
    def _was_looked_at(self):
        if (self.in_force == "unknown") != (self.checked_on is None):
            raise ValueError(
                f'"in_force" is "{self.in_force}" and "checked_on" is "{self.checked_on or ""}". What is in '
                "force, or not, has the day on which somebody looked; what is unknown has none."
            )
        return self


Duties = listed.declared("Duties", Duty, unique=["body", "act", "section"])


@table("Duties in law", "a section of an act", ["registers"])
def duties(area: str) -> pd.DataFrame:
    """Return the `Duties` that hold in the nation of an area.

    Raises InputError naming the entry: for one that is said to be in force, or not, with no day on which
    somebody looked, and for an unknown one with such a day.
    """
    nation = areas.nation(areas.area(area))
    every = listed.entries(list[Duty], FILE, "duty")
    rows = [duty.model_dump() for duty in every if nation in duty.nation]
    return listed.table(Duties, rows, FILE)
