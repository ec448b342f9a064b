"""What its publisher prints for everybody is shown as published, and known to everybody who attacks us.

The list is [as_published] of data/policy.toml, by series and field. Of a listed series the total is printed,
and each figure by one of its listed fields; a figure by another field, or by two, is controlled. A series
that is not listed is controlled whole.
"""

from typing import Annotated

import pydantic

from analysis import settings, toml_file
from analysis.disclosure import series
from analysis.disclosure.policy import AS_PUBLISHED


def _known(held):
    printed = [one.card for one in series.ALL.values() if not one.own]
    for name, fields in held.items():
        toml_file.one_of(name, printed, "a series that a publisher prints")
        for field in fields:
            toml_file.one_of(field, series.ALL[name].fields, f"a field of {name}")
    return held


Printed = Annotated[dict[str, toml_file.SomeTexts], pydantic.AfterValidator(_known)]


def listed(path=None):
    """Return {series: the fields by which it is shown as published}, by the project's own list by default.

    Raises InputError naming the series and the field that cannot be listed.
    """
    path = settings.data("policy.toml") if path is None else path
    held = toml_file.read(path, "It holds the rules that figures about victims keep to: restore it.")
    given = {AS_PUBLISHED: held.get(AS_PUBLISHED, {})}
    return toml_file.checked(dict[str, Printed], given, path.name)[AS_PUBLISHED]


def is_printed(published, source, columns):
    """Tell whether a publisher prints the figures of a series by `columns`: its total, or by a listed field.

    >>> published = {"nrm_referrals": ("gender",)}
    >>> [is_printed(published, "nrm_referrals", by) for by in ((), ("gender",), ("gender", "nationality"))]
    [True, True, False]
    """
    return source in published and (
        not columns or (len(columns) == 1 and set(columns) <= {*published[source]})
    )
