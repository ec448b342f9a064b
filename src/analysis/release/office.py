"""What chapters need of the office's folder and counts nobody: its logs, definitions, and what it has."""

from analysis.extracts import counts, handover, logs, states
from analysis.tables import lookups
from analysis.tables.people.own import SUPPORT


def kept(area):
    """Return {name: plain values} of what the office of an area keeps, as `handed` reads it for chapters.

    A log that counts people is not among it. A log that is not there, or that may not be let in,
    is held as what would be said of it.
    """
    place, found = lookups.opened(area)
    names = logs.names(logs.OPEN)
    own = {name: handover.state(lambda name=name: handover.plain(logs.read(place, name))) for name in names}
    cards = {"cards": sorted(states.own_cards(found)), "sources": sorted(states.held_by_the_office(place))}
    return own | {
        handover.HELD: {"is": cards},
        handover.DEFINITIONS: handover.state(lambda: {SUPPORT: counts.definitions(place, SUPPORT)}),
    }
