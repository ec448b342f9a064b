"""What is known to be missing whatever is read, and the state of every source in the folder being read."""

import pandas as pd
import pandera.pandas as pa

from analysis import areas, sources
from analysis.extracts import states
from analysis.sources import checks
from analysis.tables import places, register_files
from analysis.tables.declaration import STATES, Declaration, checked

FILE, NATIONAL = "gaps.toml", "national"
HELD = (checks.FOUND, checks.MISSING, checks.STALE, checks.OWN, checks.WRONG)


class StandingGaps(Declaration):
    """A gap a row: what is missing, why, who holds it, what follows, and what can be done meanwhile."""

    item: str = pa.Field(unique=True)
    why: str
    held_by: str
    effect: str
    workaround: str
    measures: str
    status: str = pa.Field(isin=STATES)


class SourceStates(Declaration):
    """A card a row: whether the folder has its file, how old it is, and where one comes from.

    `held` is "the office's own" for what an office keeps itself or is given, where it has any, and `own`
    tells such a source: no folder of publishers' files has it.
    """

    card: str = pa.Field(unique=True)
    title: str
    publisher: str
    page: str
    suitability: str
    period: str
    age_months: pd.Int64Dtype = pa.Field(nullable=True)
    held: str = pa.Field(isin=HELD)
    own: bool
    status: str = pa.Field(isin=STATES)


GAP = register_files.entry(StandingGaps, area=str, measures=register_files.MeasuresInOneCell)


def load(area):
    """Return `StandingGaps` of an area and the whole country; raises InputError naming the entry."""
    found = areas.area(area)
    wanted = (found.slug,) if found.invented else (NATIONAL, found.slug)
    given = register_files.listed(FILE, "gap", GAP)
    frame = register_files.frame([one for one in given if one.area in wanted])
    return checked(StandingGaps, frame, FILE)


def source_states(area):
    """Return `SourceStates` of the folder that an assessment of an area reads, on the day of the edition."""
    found, inventory = places.opened(area)
    kept = states.held_by_the_office(found)
    day = sources.day_of_edition(found.invented)
    rows = [
        {
            "card": one.card.id,
            "title": one.card.title,
            "publisher": one.card.publisher,
            "page": one.card.page,
            "suitability": one.card.suitability,
            "period": one.period,
            "age_months": one.age,
            "held": checks.MISSING if one.held == checks.OWN and one.card.id not in kept else one.held,
            "own": one.held == checks.OWN,
            "status": "shown",
        }
        for one in checks.card_states(inventory, day)
    ]
    frame = pd.DataFrame(rows).astype({"age_months": "Int64"})
    return checked(SourceStates, frame, "catalogue.toml")
