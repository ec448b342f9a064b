"""The office's rules of disclosure control, read from data/policy.toml and checked.

What its publisher prints for everybody is shown as published, and known to everybody who attacks us. The list
is [as_published] of that file, by series and field. Of a listed series the total is printed, and each figure
by one of its listed fields; a figure by another field, or by two, is controlled. A series that is not listed
is controlled whole.
"""

from typing import Annotated

import pydantic

from analysis import settings, toml_file
from analysis.disclosure.policy import AS_PUBLISHED, Policy, as_published
from analysis.errors import InputError, refuse_unknown
from analysis.release import series

# Tables of the same file that say which languages to translate into: read by tables/languages/policy.py.
OF_LANGUAGES = ("languages", "language_presets")
UNDECIDED = "project default, to be confirmed by the office"
HOLDS = "It holds the rules that figures about victims keep to: restore it."


class _Head(toml_file.Entry):
    """What a policy file says beside its policies."""

    decided_by: str = UNDECIDED
    decided_on: toml_file.DayOrBlank = None
    presets: dict[str, dict] = pydantic.Field(default_factory=dict)


def read(path=None):
    """Return the policies of a policy file by name, the project's own file by default.

    One beside them is that of what is shown as its publisher prints it. Raises InputError naming policy,
    field, what was found and what is wanted.
    """
    path = settings.data("policy.toml") if path is None else path
    content = toml_file.read(path, HOLDS)
    for table in (*OF_LANGUAGES, AS_PUBLISHED):
        content.pop(table, None)
    head = {name: content.pop(name) for name in _Head.model_fields if name in content}
    head = toml_file.checked(_Head, head, path.name)
    presets = {f"presets.{name}": rules for name, rules in head.presets.items()}
    toml_file.named(Policy, presets, path.name)
    if not content:
        raise InputError(f"{path.name}: holds no policy. Add a table such as [victims].")
    decided = {"decided_by": head.decided_by or UNDECIDED, "decided_on": str(head.decided_on or "")}
    for name, entry in content.items():
        if isinstance(entry, dict):
            preset = entry.get("preset")
            if preset is not None:
                refuse_unknown(preset, tuple(head.presets), f'{path.name}, [{name}]: no preset "{preset}".')
            content[name] = {**head.presets.get(preset, {}), **decided, **entry}
    return toml_file.named(Policy, content, path.name) | {AS_PUBLISHED: as_published(**decided)}


def _printed(held):
    for name, fields in held.items():
        toml_file.one_of(name, series.PRINTED, "a series that a publisher prints")
        for field in fields:
            toml_file.one_of(field, series.ALL[name].fields, f"a field of {name}")
    return held


Printed = Annotated[dict[str, toml_file.SomeTexts], pydantic.AfterValidator(_printed)]


def listed_as_published(path=None):
    """Return {series: the fields by which it is shown as published}, by the project's own list by default.

    Raises InputError naming the series and the field that cannot be listed.
    """
    path = settings.data("policy.toml") if path is None else path
    given = {AS_PUBLISHED: toml_file.read(path, HOLDS).get(AS_PUBLISHED, {})}
    return toml_file.checked(dict[str, Printed], given, path.name)[AS_PUBLISHED]
