"""What an edition shows already, taken from its solved tabulations as it stands: nothing is counted anew."""

import pandas as pd

from analysis.disclosure import document as documents
from analysis.errors import InputError, nearest
from analysis.publish.door import control as door
from analysis.publish.door.controlled import Controlled, admit
from analysis.publish.states import SHOWN

NO_TABLE = "This edition was built without a table of it."


def look_up(table, newest=False, **labels):
    """Return the cells of an entry of data/release.toml as the edition shows them, as `Controlled`.

    `labels` pick rows by their fields, a label or a list of them; with `newest` of the newest period alone.
    Columns: `period`, those that the entry is by, its count, `status`. An edition that was built without the
    table, or without its source, has nothing to show: what is returned says why.

    Raises InputError for a name that is not listed and for a field that the entry is not by.
    """
    from analysis.disclosure import release

    listed = release.tabulation(table)
    for field in labels:
        if field not in listed.by:
            raise InputError(f'"{table}" is not by "{field}". {nearest(field, listed.by)}'.strip())
    entry = door.document_now()["tabulations"].get(table)
    if entry is None:
        return _nothing(listed)
    return door.control(_cells(entry, newest, labels), table=table)


def _cells(entry, newest, labels):
    """Return the cells of a tabulation that `labels` pick, those that are hidden without a figure."""
    rows = [
        [period, *held, None if value in documents.MARKERS else value]
        for period, held, value in entry["cells"]
    ]
    frame = pd.DataFrame(rows, columns=["period", *entry["by"], entry["unit"]])
    for field, wanted in labels.items():
        frame = frame[frame[field].isin([wanted] if isinstance(wanted, str) else list(wanted))]
    if newest and len(frame):
        frame = frame[frame["period"] == list(entry["periods"])[-1]]
    # Each row's state is that of its cell: the door looks it up.
    return frame.assign(status=SHOWN).astype({entry["unit"]: "Int64"}).reset_index(drop=True)


def _nothing(listed):
    """Return what can be said of a tabulation that the edition does not have: that it does not."""
    from analysis.disclosure import series

    card = door.cards_now()[series.ALL[listed.source].cited]
    return admit(
        Controlled,
        frame=pd.DataFrame(),
        cards=(card,),
        publishers=(card.publisher,),
        periods=(door.period_now(card),),
        period=None,
        note=None,
        invented=door.invented_now(),
        missing=(NO_TABLE,),
        too_old=(),
        controls=(),
        tabulation="",
        left_out=False,
        ceiling={},
    )
