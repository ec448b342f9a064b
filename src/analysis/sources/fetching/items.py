"""What a fetch brings: one file for a card, and how it is got."""

from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Item:
    """One file to be fetched for a card.

    `name` is its path below the folder of downloads. A file that the publisher has as it is is downloaded
    from `address`; one that is put together from several answers is written by `make(path, tell)`, which
    returns what should be remembered of how (a dict). `lasting` tells that what is at the address never
    changes under that address, so that a whole file from there is not asked for again. `size` is what the
    publisher said, None where nothing did; `period` sorts editions of the same thing. `unit` is that of
    what `tell` hears.
    """

    card_id: str
    name: str
    address: str
    route: str
    size: int | None = None
    period: str = ""
    lasting: bool = False
    unit: str = "bytes"
    make: Callable | None = field(default=None, compare=False)
    held: Callable | None = field(default=None, compare=False)


@dataclass(frozen=True)
class Got:
    """A file that lies complete beside its place: what to remember of it."""

    address: str
    etag: str = ""
    last_modified: str = ""
    published: str = ""
    notes: dict = field(default_factory=dict)
