"""Counts of people in publishers' files: read by release, and never where chapters run."""

import functools

from analysis import settings, sides
from analysis.errors import InputError


def by_release(read):
    """Return `read`, a loader of counts of people, so that it refuses a process that runs chapters."""

    @functools.wraps(read)
    def refusing(*args, **kwargs):
        if settings.current_run().solved is not None and not sides.sees(sides.OWN):
            raise InputError(
                "Counts of people are released before chapters run: tables.released(NAME, AREA) gives what "
                "may be shown of them."
            )
        return read(*args, **kwargs)

    return refusing
