"""The recommendations of the super-complaint, with what an area claims of each."""

import pandas as pd

from analysis.tables import listed
from analysis.tables.declared import table
from analysis.tables.registers import claims
from analysis.tables.registers.measure_list import Answers
from analysis.toml_file import DayOrBlank, Entry

FILE = "recommendations.toml"


class Item(Entry):
    """An item a row, with what the area claims, the evidence it names, and an independent view: three fields.

    `also_said` is what the claimant's own document says beside the claim and that does not agree with it, or
    limits it. Nothing is made of the two. `status` is "not available" where no claim of the area is known.
    """

    addressee: str
    asks: str
    question: str
    measures: Answers
    due_on: DayOrBlank = None


Register = claims.declared("Register", Item)


@table("Recommendations of the super-complaint", "a recommendation", ["registers"])
def recommendations(area: str) -> pd.DataFrame:
    """Return `Register` of the eight recommendations for an area.

    Raises InputError naming file and entry: for a measure that does not exist, a claim without its day or its
    source, evidence or a view without a day, a view of nobody, and a day that is none.
    """
    items = listed.entries(dict[str, Item], FILE, "recommendation")
    rows = claims.rows(area, FILE, "recommendation", items, asked_here=items)
    return listed.table(Register, rows, FILE)
