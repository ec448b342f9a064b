"""What we were given: cards, the folder of files, and a reader for each publisher's layout."""

from analysis.sources import local
from analysis.sources.catalogue import Card
from analysis.sources.inventory import (
    Inventory,
    current,
    missing,
    missing_for_readers,
    open_for,
    periods,
    scan,
)

__all__ = [
    "Card",
    "Inventory",
    "current",
    "local",
    "missing",
    "missing_for_readers",
    "open_for",
    "periods",
    "scan",
]
