"""What is counted of a series: each quarter as it was first published, or as it was recounted since.

Other countings of a quarter, by which earlier editions were made, are held beside: what those hid stays
hidden only if it is known.
"""

import hashlib
import importlib
from dataclasses import dataclass, field, replace

import pandas as pd

from analysis import extracts
from analysis.disclosure.periods import as_revised, plain
from analysis.errors import InputError, MissingSourceError
from analysis.extracts import counts, stored_counts
from analysis.release import tabulations


@dataclass(frozen=True)
class Counted(counts.Counts):
    """The counts of a series: those that are counted now, and how quarters were counted before.

    `revised` says which edition recounted a quarter, and `earlier` holds the rows of other countings, the
    quarters named by `periods.as_revised`; `countings` are the names of those that are known. Where rows are
    left out `checksum` is that of `frame`.
    """

    revised: dict = field(default_factory=dict)
    earlier: tuple = field(default=(), repr=False)
    countings: tuple = ()
    checksum: str = ""

    def without_rows(self):
        """Return all but the rows, and by which checksum they are known again."""
        text = "" if self.frame is None else self.frame.to_csv(index=False)
        checksum = hashlib.sha256(text.encode()).hexdigest()
        return replace(self, frame=None, earlier=(), checksum=checksum, people=None)

    def all_countings(self):
        """Return the rows of every counting and the names of the quarters that are known."""
        named = {quarter: as_revised(quarter, self.revised.get(quarter)) for quarter in self.quarters}
        now = pd.DataFrame(self.frame)
        now = pd.concat([now.assign(quarter=now["quarter"].map(named)), *self.earlier], ignore_index=True)
        return now, [*named.values(), *self.countings]


def counted(series, place, edition, as_of, ledger, revision=None):
    """Return the Counted of a series for an edition as of a quarter, or None where no file has any.

    With a `revision` of this series every quarter is counted from the files in hand. Raises InputError when
    nothing would change, when a quarter cannot be recounted, and when it is not known what an earlier
    edition counted: then nobody can say which figures stayed the same, nor what both give away.
    """
    own = revision is not None and revision.source == series.card
    found = _now(series, place, as_of, {} if own else ledger.counts(series.card))
    if found is None and own:
        raise InputError(f"{series.card}: cannot be recounted. No file of it is among those that were read.")
    if found is None:
        return None
    revised = ledger.revised(series.card)
    if own:
        revised |= dict.fromkeys(_changed(series, place, as_of, ledger, found), edition)
    earlier = _earlier_countings(series, place, ledger, revised)
    return Counted(**vars(found), revised=revised, earlier=tuple(earlier.values()), countings=tuple(earlier))


def _now(series, place, as_of, kept):
    """Return what is counted now, without other countings; the quarters that are `kept` as they were."""
    try:
        if series.own:
            return extracts.counts_for(place.slug, as_of, kept, series.card)
        return _open(series, place, as_of, kept)
    except MissingSourceError:
        return None


def _open(series, place, as_of, kept):
    table = importlib.import_module(f"analysis.tables.people.{series.table}")
    columns = ["quarter", *series.fields, series.unit]
    which = (place.slug, series.of) if series.of else (place.slug,)
    frame, quarters = pd.DataFrame(table.counts(*which))[columns], set(table.quarters(*which)) | set(kept)
    quarters = {quarter for quarter in quarters if as_of is None or quarter <= as_of}
    parts = [frame[frame["quarter"].isin(quarters - set(kept))]]
    for quarter in sorted(quarters & set(kept)):
        rows = _kept(series, place, kept[quarter], quarter)
        quarters = quarters - {quarter} if rows is None else quarters
        parts += [] if rows is None else [rows]
    together = pd.concat(parts, ignore_index=True)
    return counts.Counts(together, tuple(sorted(quarters))) if quarters else None


def kind(series):
    """Return what is kept of a series."""
    if series.own:
        return counts.kept_as(series.card)
    return stored_counts.Kind(series.card, ("quarter", *series.fields, series.unit))


def _kept(series, place, name, quarter):
    """Return the counts of a quarter that were kept, None where they are gone."""
    return stored_counts.read_quarter(kind(series), place.slug, name, quarter)


def _changed(series, place, as_of, ledger, found):
    """Return the published quarters whose counts are not what they were."""
    changed, before = [], ledger.counts(series.card)
    shown = {
        quarter
        for one in tabulations.listed().values()
        if one.source == series.card
        for span in one.period_labels(as_of or max(found.quarters), {*found.quarters, *before}).values()
        for quarter in span
    }
    for quarter, name in sorted(before.items()):
        if quarter not in found.quarters:
            if quarter in shown:
                raise InputError(
                    f"{series.card}: is revised whole or not at all, and no file in hand holds {quarter}, "
                    "which this edition shows. Put one there that does."
                )
            continue
        was = _kept(series, place, name, quarter)
        if was is None:
            raise InputError(
                f"{series.card}: the counts of {quarter} that were published are gone ({name}). Without them "
                "nobody can tell what the old figures and the new ones give away together. Restore the file."
            )
        if not _same(found.frame[found.frame["quarter"] == quarter], was):
            changed.append(quarter)
    if not changed:
        raise InputError(
            f"{series.card}: the files in hand give the counts that were published, so that there is nothing "
            "to revise. Build without --revise."
        )
    return changed


def _same(one, other):
    columns = list(other.columns)
    one, other = (
        pd.DataFrame(frame)[columns].groupby(columns[:-1], sort=True)[columns[-1]].sum()
        for frame in (one, other)
    )
    return one[one > 0].equals(other[other > 0])


def _earlier_countings(series, place, ledger, revised):
    """Return {name of the quarter: its rows} of countings that are not the one in force."""
    found = {}
    for name, file in ledger.every_count(series.card).items():
        quarter = plain(name)
        if name != as_revised(quarter, revised.get(quarter)):
            rows = _kept(series, place, file, quarter)
            if rows is not None:
                found[name] = rows.assign(quarter=name)
    return found
