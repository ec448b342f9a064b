"""Tables that the Open Geography Portal's hub makes to order: asked for, waited for, then downloaded."""

import time

from analysis.sources.fetching import downloads
from analysis.sources.fetching.faults import FetchError
from analysis.sources.fetching.items import Item

BASE = "https://hub.arcgis.com/api/download/v1/items"
READY, FAILED = "completed", ("failed", "error", "cancelled")


def items(card, route, asking):
    """Return the one file of a hub item, as CSV."""
    address = f"{BASE}/{route.says['item']}/csv"

    def make(path, tell):
        result = exported(asking.transport, address)
        downloads.download(asking.transport, result, path, tell=tell)
        return {"result": result}

    return [Item(card.id, f"geography/{route.says['name']}", address, route.by, lasting=True, make=make)]


def exported(transport, address):
    """Return where the export lies once it is made.

    Raises FetchError for one that fails or takes longer than it is waited for.
    """
    limits = transport.limits
    for _ in range(limits.polls):
        said = transport.read(address, {"redirect": "false", "layers": "0"}).json()
        status = str(said.get("status", "")).lower()
        if status == READY and said.get("resultUrl"):
            return said["resultUrl"]
        if status in FAILED or not status:
            raise FetchError(f"{address}: the export failed ({status or 'no status'}). Try again later.")
        time.sleep(limits.between_polls)
    raise FetchError(f"{address}: the export is still being made ({status}). Try again later.")
