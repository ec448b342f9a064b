"""Providers that count a stage in another way are shown apart: to add them up would mix two things."""

import pandas as pd

from analysis.errors import InputError, nearest
from analysis.measures.status import require, text
from analysis.measures.victims.unknowns import whole_counts

ALIKE = "Providers who count alike"

SAME = "counts as the others do"
NOBODY_SAID = "no provider says how this stage is counted: taken as alike"
NOT_SAID = "has not said how this stage is counted"
IN_TWO_WAYS = "counts this stage in two ways"
NO_AGREEMENT = "no way of counting this stage is the most used: nobody can be added to anybody"


def definitions_that_differ(table, agreed=None, value="people"):
    """Return a row per provider and stage: how the stage is counted, whether as agreed, and why apart if not.

    `table` has rows of `value` by `provider`, `stage` and `definition`, the words for what counts (blank: not
    said). `agreed` gives a stage its definition, as {stage: definition}; without it that is the definition
    under which most people were counted. Columns: `provider`, `stage`, `definition`, `agreed_definition`,
    `apart`, `reason`.

    Raises InputError for an agreed definition that no provider uses, with the nearest.

    >>> seen = pd.DataFrame({"provider": ["A", "B"], "stage": "Contacted safely", "people": [90, 40],
    ...                      "definition": ["Asked whether it was safe", "A message was left"]})
    >>> definitions_that_differ(seen)[["provider", "definition", "apart"]]
      provider                 definition  apart
    0        A  Asked whether it was safe  False
    1        B         A message was left   True
    """
    require(table, "provider", "stage", "definition")
    counts, _ = whole_counts(table, value)
    said = table["definition"].astype("str").str.strip()
    frame = table[["provider", "stage"]].assign(definition=said.where(said.fillna("") != ""), people=counts)
    wanted = _agreed(frame, dict(agreed or {}))
    rows = [
        [provider, stage, *_judged(part["definition"], *wanted[stage])]
        for (provider, stage), part in frame.groupby(["provider", "stage"], sort=False)
    ]
    names = ["provider", "stage", "definition", "agreed_definition", "apart", "reason"]
    found = pd.DataFrame(rows, columns=names).astype({"apart": bool})
    return found.assign(**{name: text(found[name]) for name in names if name != "apart"})


def _agreed(frame, agreed):
    """Return, for each stage, the definition that is agreed, and why there is none."""
    wanted = {}
    for stage, part in frame.groupby("stage", sort=False):
        used = part.dropna(subset="definition").groupby("definition", sort=False)["people"].sum()
        used = used.sort_values(ascending=False, kind="stable")
        if stage in agreed:
            if agreed[stage] not in used.index:
                raise InputError(
                    f'No provider counts "{stage}" as "{agreed[stage]}". {nearest(agreed[stage], used.index)}'
                )
            wanted[stage] = agreed[stage], None
        elif not len(used):
            wanted[stage] = None, NOBODY_SAID
        elif len(used) > 1 and used.iloc[0] == used.iloc[1]:
            wanted[stage] = None, NO_AGREEMENT
        else:
            wanted[stage] = used.index[0], None
    return wanted


def _judged(definitions, agreed, none_agreed):
    """Return one provider's definition of a stage, the agreed one, whether it is apart, and the reason."""
    said = list(definitions.dropna().unique())
    own = "; ".join(said) if said else None
    if none_agreed == NOBODY_SAID:
        return own, agreed, False, none_agreed
    if len(said) > 1:
        return own, agreed, True, IN_TWO_WAYS
    if not said:
        return own, agreed, True, NOT_SAID
    if none_agreed:
        return own, agreed, True, none_agreed
    if said[0] != agreed:
        return own, agreed, True, f'counts "{said[0]}", where the others count "{agreed}"'
    return own, agreed, False, SAME


def together_or_apart(table, definitions):
    """Return `table` with `counted_with`: the providers who count alike, or the provider who is kept apart.

    `definitions` is what `definitions_that_differ` gives. A provider whose definition of any stage differs is
    apart in all: a funnel with one of its stages from another way of counting has no meaning. Give
    `counted_with` as `by` to `reach_funnel`.

    Raises InputError for a provider that `definitions` has not.
    """
    require(table, "provider")
    apart = definitions.groupby("provider", sort=False)["apart"].any()
    absent = [name for name in table["provider"].drop_duplicates() if name not in apart.index]
    if absent:
        raise InputError(
            f'Provider "{absent[0]}" has no row among the definitions. '
            f"{nearest(absent[0], apart.index)}".rstrip()
        )
    alone = table["provider"].map(apart).astype(bool)
    return table.assign(counted_with=text(table["provider"].astype("str").where(alone, ALIKE)))
