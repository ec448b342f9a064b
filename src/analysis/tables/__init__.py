"""What we trust: tables in rooms, each declared, loaded and checked at both ends."""

from analysis import frames  # noqa: F401 (it says how texts are held, before any table is declared)
from analysis.tables import census, crime, languages, office, people, places, registers
from analysis.tables.cards import load as cards
from analysis.tables.released import load as released

__all__ = [
    "cards",
    "census",
    "crime",
    "languages",
    "office",
    "people",
    "places",
    "registers",
    "released",
]
