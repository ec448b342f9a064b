"""Whether the folder has the file of each source, how old it is, and where one comes from."""

import pandas as pd
import pandera.pandas as pa

from analysis import sources
from analysis.extracts import handover, states
from analysis.sources import ages, checks
from analysis.tables import lookups
from analysis.tables.declaration import Declaration, checked
from analysis.tables.declared import table


class SourceStates(Declaration):
    """A card a row: whether the folder has its file, how old it is, and where one comes from.

    `held` says how fresh the newest file is (a word of `ages.STATES`) or that it is "not supplied"; it
    is "the office's own" for what an office keeps itself or is given, where it has any, and `own` tells such
    a source: no folder of publishers' files has it. `records_left_out` tells that release left out more of
    its records than pass without a word.
    """

    card: str = pa.Field(unique=True)
    title: str
    publisher: str
    page: str
    suitability: str
    period: str
    age_months: pd.Int64Dtype = pa.Field(nullable=True)
    held: str = pa.Field(isin=checks.HELD)
    own: bool
    records_left_out: bool


@table("State of every source", "a card of the catalogue", ["registers"])
def source_states(area: str) -> pd.DataFrame:
    """Return `SourceStates` of the folder that an assessment of an area reads, on the day of the edition."""
    place, inventory = lookups.opened(area)
    own_cards = states.held_by_the_office(place)
    day, incomplete = sources.day_of_edition(place.invented), handover.incomplete(place.slug)
    rows = []
    for state in checks.card_states(inventory, day):
        card, own = state.card, state.held == checks.OWN
        rows.append(
            {
                "card": card.id,
                "title": card.title,
                "publisher": card.publisher,
                "page": card.page,
                "suitability": card.suitability,
                "period": state.period,
                "age_months": state.age,
                "held": ages.NOT_SUPPLIED if own and card.id not in own_cards else state.held,
                "own": own,
                "records_left_out": card.id in incomplete,
                "status": "shown",
            }
        )
    frame = pd.DataFrame(rows).astype({"age_months": "Int64"})
    return checked(SourceStates, frame, "catalogue.toml")
