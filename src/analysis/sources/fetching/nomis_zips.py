"""Census tables as Nomis zips them: one zip a table, a member an area level."""

from pathlib import PurePosixPath

import httpx

from analysis.sources.fetching.items import Item


def items(card, route, asking):
    """Return the zip of a table. It is kept as it is: what it holds is read without unpacking."""
    return [
        Item(card.id, f"nomis/{PurePosixPath(httpx.URL(card.address).path).name}", card.address, route.by)
    ]
