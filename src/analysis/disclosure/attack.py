"""Try to undo the hiding, as somebody outside would: from what was published, and nothing else.

Nothing here knows a count: what it reads are the documents of editions, and the files beside them. They say
which quarters a revision recounted, and not which counts of such a quarter stayed the same: editions from
before it and after it are joined by the other quarters. Somebody who knew more is thought of when an edition
is solved, where the counts are known (see truth.py).
"""

from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path

from analysis.disclosure import published
from analysis.disclosure.document import of_source, refuse_unprinted
from analysis.disclosure.linking import linked
from analysis.disclosure.narrowing import conflict, explained, narrowed
from analysis.disclosure.system import Unsolvable


@dataclass(frozen=True)
class Findings:
    """What an attack found: `hidden` cells over `editions`, and every way in which one of them is not safe.

    `narrowed`: cells that can be told more closely than their policy allows. `shown_small`: figures that the
    policy hides. `unsolvable`: why no counts fit, or None. `astray`: files that do not say what the document
    of their edition says. `stale` are drafts that nobody may see: an edition was published since. `revised`
    says which series were recounted, and how that was taken.
    """

    hidden: int
    editions: int
    narrowed: tuple = ()
    shown_small: tuple = ()
    unsolvable: str | None = None
    astray: tuple = ()
    stale: tuple = ()
    revised: tuple = ()

    @property
    def safe(self):
        """Return whether the attack found nothing."""
        return not (self.narrowed or self.shown_small or self.unsolvable or self.astray)

    def lines(self):
        """Return what was found as lines to be read."""
        editions = "1 edition" if self.editions == 1 else f"{self.editions} editions"
        found = [
            f"{self.hidden:,} hidden cells over {editions}, "
            f"{len(self.narrowed):,} of them narrowed beyond what the policy allows."
        ]
        if self.unsolvable:
            found.append(f"No counts fit what was published: {self.unsolvable}")
        found += [f"Shown, though the policy hides it: {one}" for one in self.shown_small]
        found += [f"Narrowed: {one}" for one in self.narrowed]
        return [*found, *self.revised, *self.astray, *self.stale]

    def __str__(self):
        return "\n".join(self.lines())


def attack(documents, printed=()):
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
    found = Findings(
        int((system.hidden & ~system.virtual).sum()),
        len(documents),
        shown_small=_small(system),
        revised=_revised(documents),
    )
    try:
        return replace(found, narrowed=explained(system, narrowed(system)))
    except Unsolvable as fault:
        return replace(found, unsolvable=f"{fault} {conflict(system)}".strip())


def attack_reports(folder, printed=()):
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
