"""Files that a publisher keeps at an address of their own."""

from pathlib import PurePosixPath

import httpx

from analysis.sources.fetching.items import Item


def items(card, route, asking):
    """Return the one file of a card whose address is known."""
    address = route.says.get("address", card.address)
    name = route.says.get("name") or PurePosixPath(httpx.URL(address).path).name
    return [Item(card.id, f"files/{name}", address, route.by)]
