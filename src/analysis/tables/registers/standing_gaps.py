"""What is known to be missing whichever files there are, why, and who holds it."""

import pandas as pd

from analysis import areas
from analysis.tables import listed
from analysis.tables.declared import table
from analysis.tables.registers.measure_list import Answers
from analysis.toml_file import Entry

FILE = "gaps.toml"


class Gap(Entry):
    """A gap a row: what is missing, why, who holds it, what follows, and what can be done meanwhile."""

    area: str
    item: str
    why: str
    held_by: str
    effect: str
    workaround: str
    measures: Answers


StandingGaps = listed.declared("StandingGaps", Gap, without=("area",), unique=["item"])


@table("What is not known, and why", "a gap", ["registers"])
def standing_gaps(area: str) -> pd.DataFrame:
    """Return `StandingGaps` of an area and the whole country; raises InputError naming the entry."""
    place = areas.area(area)
    scopes = (place.slug,) if place.invented else (listed.NATIONAL, place.slug)
    rows = [gap.model_dump() for gap in listed.entries(list[Gap], FILE, "gap") if gap.area in scopes]
    return listed.table(StandingGaps, rows, FILE)
