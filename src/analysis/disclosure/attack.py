"""Try to undo the hiding, as somebody outside would: from what was published, and nothing else.

Nothing here knows a count: what it reads are the documents of editions, and the files beside them. They say
which quarters a revision recounted, and not which counts of such a quarter stayed the same: editions from
before it and after it are joined by the other quarters. Somebody who knew more is thought of when an edition
is solved, where the counts are known (see truth.py).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path

import numpy as np
import pandas as pd

from analysis import toml_file
from analysis.disclosure import published
from analysis.disclosure.document import of_source, refuse_unprinted
from analysis.disclosure.layout import SHOWN, STATUS, of_finished
from analysis.disclosure.linking import Linked, floor_of, linked
from analysis.disclosure.narrowing import conflict, explained, narrowed
from analysis.disclosure.policy import ALL_SHOWN, Policy
from analysis.disclosure.regions import Cell, Region
from analysis.disclosure.system import Unsolvable
from analysis.errors import how_many


@dataclass(frozen=True)
class Findings:
    """What an attack found: `hidden` cells over `editions`, and every way in which one of them is not safe.

    Of one table alone `editions` is None.

    `narrowed`: cells that can be told more closely than their policy allows. `shown_small`: figures that the
    policy hides. `unsolvable`: why no counts fit, or None. `astray`: files that do not say what the document
    of their edition says. `stale` are drafts that nobody may see: an edition was published since. `revised`
    says which series were recounted, and how that was taken.
    """

    hidden: int
    editions: int | None
    narrowed: tuple = ()
    shown_small: tuple = ()
    unsolvable: str | None = None
    astray: tuple = ()
    stale: tuple = ()
    revised: tuple = ()

    @property
    def safe(self) -> bool:
        """Return whether the attack found nothing."""
        return not (self.narrowed or self.shown_small or self.unsolvable or self.astray)

    def lines(self) -> list[str]:
        """Return what was found as lines to be read."""
        over = "" if self.editions is None else f" over {how_many(self.editions, 'editions')}"
        found = [
            f"{self.hidden:,} hidden cells{over}, "
            f"{len(self.narrowed):,} of them narrowed beyond what the policy allows."
        ]
        if self.unsolvable:
            found.append(f"No counts fit what was published: {self.unsolvable}")
        found += [f"Shown, though the policy hides it: {one}" for one in self.shown_small]
        found += [f"Narrowed: {one}" for one in self.narrowed]
        return [*found, *self.revised, *self.astray, *self.stale]

    def __str__(self):
        return "\n".join(self.lines())


def attack(documents: list, printed: list[str] | tuple[()] = ()) -> Findings:
    """Return the `Findings` of an attack on the documents of editions, the oldest first.

    `printed` are the sources that a publisher prints. Raises InputError for a document that shows figures of
    another as published.

    Figures of two sources have no part in common, so that each source is attacked for itself: together they
    are the same systems side by side, and take twenty times as long.
    """
    documents = list(documents)
    for one in documents:
        refuse_unprinted(one, printed)
    entries = [entry for one in documents for entry in one.get("tabulations", {}).values()]
    sources = sorted({entry["source"] for entry in entries})
    if len(sources) < 2:
        return _attack(documents)
    found = [_attack([of_source(one, source) for one in documents]) for source in sources]
    return replace(_together(found), hidden=sum(one.hidden for one in found))


def _attack(documents):
    try:
        system = linked(documents)
    except Unsolvable as fault:
        return Findings(_markers(documents), len(documents), unsolvable=str(fault))
    return replace(_told_by(system), editions=len(documents), revised=_revised(documents))


def _told_by(system):
    """Return the `Findings` of an attack on a `Linked` system."""
    found = Findings(int((system.hidden & ~system.virtual).sum()), None, shown_small=_small(system))
    try:
        return replace(found, narrowed=explained(system, narrowed(system)))
    except Unsolvable as fault:
        return replace(found, unsolvable=f"{fault} {conflict(system)}".strip())


def attack_table(
    table: pd.DataFrame,
    by: list[str],
    count: str,
    threshold: int,
    hierarchies: dict[str, pd.DataFrame] | None = None,
    protect_zeros: bool = False,
    criterion: str = "informed",
) -> Findings:
    """Return the `Findings` of an attack on one table with its margins and parents, as `suppress` returns it.

    Of the counts those are read whose `status` is "shown", and nothing of the others but that they are
    hidden: what is in their place makes no difference. The rest is what `suppress` was asked.

    >>> table = pd.DataFrame({"district": ["Oss", "Wick", "Total"], "victims": [None, 40, 43]})
    >>> found = attack_table(table.assign(status=["hidden", "shown", "shown"]), ["district"], "victims", 5)
    >>> str(found.narrowed[0]).partition(" By:")[0]
    'victims, by district, Oss: exactly 3.'
    """
    rules = {"hide_below": threshold, "show_zeros": not protect_zeros, "criterion": criterion}
    policy = toml_file.checked(Policy, ALL_SHOWN | rules, "What is asked")
    shown = table.get(STATUS, pd.Series(dtype=object)).eq(SHOWN)
    layout, given = of_finished(table.assign(**{count: table[count].where(shown, 0)}), by, count, hierarchies)
    told = given[count].where(given[STATUS].eq(SHOWN)).to_numpy(dtype=float)
    named, nowhere = f"by {' and '.join(map(str, by))}", Region(frozenset(), frozenset())
    cells = tuple(
        Cell(count, named, tuple(map(str, labels)), "", nowhere, None, policy, virtual=False)
        for labels in layout.table[by].itertuples(index=False, name=None)
    )
    floors = np.array([floor_of(cell) for cell in cells], dtype=np.int64)
    return _told_by(Linked(count, layout.system, cells, told, told, floors, (), {}))


def attack_reports(folder: Path, printed: tuple = ()) -> Findings:
    """Return the `Findings` of an attack on everything in a folder of reports, of one area or of several.

    Each draft is attacked together with all closed editions of its area: drafts are rebuilt and only one of
    them will be published. A draft that was made before an edition was published cannot be published any
    more, and is named in place of that. Files are read, and nothing else. `printed` are the sources that a
    publisher prints.

    Raises InputError when there is no such folder, and for a ledger or a document that cannot be read.
    """
    of_areas = []
    for area in published.areas_in(Path(folder)):
        closed, drafts, astray, stale = published.read(area, printed)
        found = [attack([*closed, draft], printed) for draft in drafts] or [attack(closed, printed)]
        # Of several drafts, the cells and editions of the largest attack.
        of_areas.append(_together([*found, Findings(0, 0, astray=tuple(astray), stale=tuple(stale))]))
    hidden, editions = sum(one.hidden for one in of_areas), sum(one.editions for one in of_areas)
    return replace(_together(of_areas), hidden=hidden, editions=editions)


def _together(found):
    lists = ("narrowed", "shown_small", "astray", "stale", "revised")
    return Findings(
        hidden=max((one.hidden for one in found), default=0),
        editions=max((one.editions for one in found), default=0),
        unsolvable=" ".join(one.unsolvable for one in found if one.unsolvable) or None,
        **{name: tuple(dict.fromkeys(chain(*(getattr(one, name) for one in found)))) for name in lists},
    )


def _revised(documents):
    """Return a line for each series that an edition recounted."""
    return tuple(
        dict.fromkeys(
            f"{one['source']} was recounted in edition {one['edition']}: {one['reason']} Quarters that "
            "did not change are taken for the same in all editions, those that did for counts of their own."
            for document in documents
            for one in document.get("revisions", [])
        )
    )


def _small(system):
    """Return the printed cells whose figure is one that their policy hides."""
    return tuple(
        f"{cell} = {low:.0f}"
        for cell, low in zip(system.cells, system.low, strict=True)
        if not cell.virtual and int(cell.policy.show_zeros) <= low < cell.policy.hide_below
    )


def _markers(documents):
    return sum(
        value == "[c]"
        for document in documents
        for entry in document.get("tabulations", {}).values()
        for _, _, value in entry["cells"]
    )
