"""What chapters need of the office's folder and counts nobody: its logs, definitions, and what it has."""

from analysis.extracts import counts, handed, logs, states
from analysis.tables import places
from analysis.tables.contacts import NAME as CONTACTS
from analysis.tables.support_definitions import KIND as SUPPORT


def kept(area):
    """Return {name: plain values} of what the office of an area keeps, as `handed` reads it for chapters.

    The log of contacts counts people and is not among it. A log that is not there, or that may not be let in,
    is held as what would be said of it.
    """
    place, found = places.opened(area)
    names = [name for name in logs.names() if name != CONTACTS]
    own = {name: handed.state(lambda name=name: handed.plain(logs.read(place, name))) for name in names}
    cards = {"cards": sorted(states.own_cards(found)), "sources": sorted(states.held_by_the_office(place))}
    return own | {
        handed.HELD: {"is": cards},
        handed.DEFINITIONS: handed.state(lambda: {SUPPORT: counts.definitions(place, SUPPORT)}),
    }
