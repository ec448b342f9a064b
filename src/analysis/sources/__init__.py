"""What we were given: cards, the folder of files, and a reader for each publisher's layout."""

from analysis import frames  # noqa: F401 (imported because it sets how texts are held)
from analysis.sources.ages import dated, day_of_edition, is_current, month_of_end, newest, too_old
from analysis.sources.catalogue import Card
from analysis.sources.inventory import Inventory, current, periods, scan

__all__ = [
    "Card",
    "Inventory",
    "current",
    "dated",
    "day_of_edition",
    "is_current",
    "month_of_end",
    "newest",
    "periods",
    "scan",
    "too_old",
]
