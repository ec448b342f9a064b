"""Explore Education Statistics: the data sets of a publication, whose addresses change with every release.

Its service gives the id of a publication, then lists its newest data sets page by page, each with the name of
its file.
"""

from analysis.sources import inventory
from analysis.sources.fetching.faults import FetchError
from analysis.sources.fetching.items import Item

SERVICE = "https://content.explore-education-statistics.service.gov.uk/api"


def items(card, route, asking):
    """Return the data set of a card's publication whose file has the name of the card's.

    Raises FetchError for a publication that has none, naming some that it does have.
    """
    offered = _offered(asking.transport, asking.transport.read(card.address).json()["id"])
    mine = [name for name in offered if inventory.bears_name(card, name)]
    if not mine:
        seen = f" It has {len(offered)}, such as {', '.join(sorted(offered)[:3])}." if offered else ""
        raise FetchError(f"{card.page}: has no data set such as {card.pattern[0]}.{seen} Was it renamed?")
    # The last year is in the name: of two, the later one.
    name = max(mine)
    address = f"{SERVICE}/data-set-files/{offered[name]}/download"
    return [Item(card.id, f"education/{name}", address, route.by)]


def _offered(transport, publication):
    """Return {file name: id} of the newest data sets of a publication."""
    offered, page, last = {}, 0, 1
    while page < last:
        page += 1
        listed = f"{SERVICE}/data-set-files?publicationId={publication}&latestOnly=true&page={page}"
        said = transport.read(listed).json()
        offered |= {one["filename"]: one["id"] for one in said["results"]}
        last = said["paging"]["totalPages"]
    return offered
