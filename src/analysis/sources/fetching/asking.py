"""On whose behalf publishers are asked: for which area, as of which day, and into which folder."""

import datetime
import functools
from dataclasses import dataclass
from pathlib import Path

from analysis.areas import Area
from analysis.errors import InputError, MissingSourceError
from analysis.sources import geography, inventory
from analysis.sources.fetching.manifest import Manifest
from analysis.sources.fetching.transport import Transport

LOOKUP = "lookup_lsoa11_lsoa21"


@dataclass(frozen=True, eq=False)
class Asking:
    """One fetch: the way to the publishers, the area, the day whose editions are wanted, the folder."""

    transport: Transport
    area: Area
    day: datetime.date
    folder: Path
    manifest: Manifest

    def codes(self, column):
        """Return the codes of the area's small areas, by "lsoa11_code" or "lsoa21_code", in order.

        Raises MissingSourceError until the lookup that holds them is there.
        """
        lookup = self._lookup()
        inside = lookup[lookup["district22_code"].isin(self.area.districts)]
        found = sorted(set(inside[column]))
        if not found:
            raise InputError(
                f"The lookup of small areas has none in {self.area.name}: it is of other places. Fetch "
                f"{LOOKUP} again."
            )
        return found

    @functools.cached_property
    def _held_lookup(self):
        if not self.folder.is_dir() or not any(self.folder.iterdir()):
            raise MissingSourceError("")
        return geography.lsoa_change(inventory.scan(self.folder).one(LOOKUP))

    def _lookup(self):
        try:
            return self._held_lookup
        except MissingSourceError:
            raise MissingSourceError(
                f"Which small areas lie in {self.area.name} is not known yet: fetch {LOOKUP} first."
            ) from None
