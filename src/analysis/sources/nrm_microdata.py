"""The NRM's safeguarded microdata (UK Data Service, SN 8910): counts alone, and never a row of it.

Its licence lets registered users read it and lets nobody pass rows or small cells on. So the file is read
where its holder keeps it, counted and let go: nothing is stored, cached or bundled, no card names it, and no
message repeats a value. The office says which column of its file is which, for the names change by edition.
"""

import pandas as pd

from analysis.errors import InputError, nearest
from analysis.extracts.sealed import sealed

SEPARATORS = {".tab": "\t", ".tsv": "\t", ".csv": ","}
FIELDS = ("quarter", "age_group", "gender", "exploitation", "first_responder_type", "location",
          "reasonable_grounds", "conclusive_grounds", "nationality")  # fmt: skip
LARGEST_KEY = 3
# A force's people of one nationality and one kind of exploitation are a few, and known to somebody.
NEVER_TOGETHER = ({"nationality", "exploitation"}, {"nationality", "first_responder_type"})
MISSING = "Not specified or unknown"


@sealed
def counted(path, columns):
    """Return how many referrals there are in each combination of up to three fields.

    `path` is the holder's file (TAB or CSV), `columns` {field: heading in the file}, fields being `FIELDS`. A
    blank is "Not specified or unknown". Columns: the fields, `referrals`. What leaves goes through disclosure
    control like any other count of people.

    Raises InputError, and never says what a cell holds, for a field that is not known, too many fields or
    ones that are never crossed, another kind of file, and a heading that is not there.
    """
    for name in columns:
        if name not in FIELDS:
            raise InputError(
                f'There is no field "{name}". {nearest(name, FIELDS)} Known: {", ".join(FIELDS)}.'
            )
    if not 0 < len(columns) <= LARGEST_KEY:
        raise InputError(f"Count by one to {LARGEST_KEY} fields: finer cells would be of a few people each.")
    for pair in NEVER_TOGETHER:
        if pair <= set(columns):
            raise InputError(
                f"{' and '.join(sorted(pair))} are never counted together: cells of a few people."
            )
    separator = SEPARATORS.get(path.suffix.lower())
    if separator is None:
        raise InputError(f"{path.name}: is neither {' nor '.join(SEPARATORS)}. Take the TAB or CSV edition.")
    try:
        headings = pd.read_csv(path, sep=separator, nrows=0).columns
    except (OSError, ValueError):
        raise InputError(f"{path.name}: cannot be read as a table.") from None
    for heading in columns.values():
        if heading not in headings:
            raise InputError(f'{path.name}: has no column "{heading}". {nearest(heading, headings)}'.rstrip())
    wanted = list(columns.values())
    rows = pd.read_csv(path, sep=separator, usecols=wanted, dtype="str", keep_default_na=False)[wanted]
    rows.columns = list(columns)
    rows = rows.apply(lambda values: values.str.strip()).replace("", MISSING)
    counts = rows.groupby(list(columns), sort=True).size()
    return counts.rename("referrals").reset_index()
