"""Census tables from the Nomis API, page by page, written down as the zip of the table would hold them.

The way for when the zip is not there. The API gives 25,000 rows and says 200; RECORD_COUNT alone says how
many there are.
"""

import csv
import functools
import io

import pandas as pd

from analysis.sources.fetching.faults import ChangedError, FetchError, read_again
from analysis.sources.fetching.items import Item
from analysis.sources.nomis import TOTALS

BASE = "https://www.nomisweb.co.uk/api/v01/dataset"
PAGE = 25_000
AREAS_AT_ONCE = 50
COLUMNS = ("DATE_NAME", "GEOGRAPHY_NAME", "GEOGRAPHY_CODE", "OBS_VALUE", "OBS_STATUS", "RECORD_COUNT")
TYPES = {"ltla": "TYPE154", "lsoa": "TYPE151", "msoa": "TYPE152"}
WITHHELD = "Q"


def items(card, route, asking):
    """Return a file for each level, in the layout of the zip's member."""
    table = card.id.removeprefix("census_")
    dataset, dimension = route.says["dataset"], route.says["dimension"].upper()
    address = f"{BASE}/{dataset}.data.csv"

    def make(path, tell, level):
        _refuse_other_table(asking.transport, table, dataset)
        rows = []
        for geography in _geographies(asking, level):
            rows += read_all(asking.transport, dataset, dimension, geography, tell)
        path.write_text(_as_in_the_zip(rows, dimension, table), encoding="utf-8", newline="")
        return {"dataset": dataset, "rows": len(rows)}

    found = []
    for level in route.says["levels"]:
        name, made = f"nomis/census2021-{table}-{level}.csv", functools.partial(make, level=level)
        found.append(Item(card.id, name, address, route.by, lasting=True, unit="rows", make=made))
    return found


def _geographies(asking, level):
    """Return what to ask for: all districts at once, small areas by code, few enough for an address."""
    if level != "lsoa":
        return [TYPES[level]]
    codes = asking.codes("lsoa21_code")
    return [",".join(codes[at : at + AREAS_AT_ONCE]) for at in range(0, len(codes), AREAS_AT_ONCE)]


def _refuse_other_table(transport, table, dataset):
    """Refuse a dataset that is another table by now: its name says which it is."""
    said = transport.read(f"{BASE}/def.sdmx.json", {"search": f"*{table.upper()}*"}).json()
    families = ((said.get("structure") or {}).get("keyfamilies") or {}).get("keyfamily") or []
    names = {one.get("id"): str((one.get("name") or {}).get("value", "")) for one in families}
    if not names.get(dataset, "").upper().startswith(table.upper()):
        found = "; ".join(
            f"{key} {name}" for key, name in names.items() if name.upper().startswith(table.upper())
        )
        raise FetchError(
            f"{BASE}/{dataset}: Nomis does not list it as {table.upper()}"
            f"{f', but {found}' if found else ''}. Correct the card census_{table}."
        )


@read_again
def read_all(transport, dataset, dimension, geography, tell=lambda came, whole: None):
    """Return every row of a query as dicts, paged until as many came as RECORD_COUNT says.

    Raises FetchError where rows are missing, come twice, or change while they are read.
    """
    address = f"{BASE}/{dataset}.data.csv"
    rows, count, first = [], None, None
    while count is None or len(rows) < count:
        page = _page(transport, address, dimension, geography, len(rows))
        stated = {row["RECORD_COUNT"] for row in page}
        if len(stated) != 1 or not next(iter(stated)).isdigit():
            raise FetchError(f"{address}: does not say how many rows there are (RECORD_COUNT). See its page.")
        if count is not None and int(next(iter(stated))) != count:
            raise ChangedError(f"{address}: changed from {count:,} rows while it was read. Try again later.")
        count = int(next(iter(stated)))
        key = (page[0]["GEOGRAPHY_CODE"], page[0][f"{dimension}_NAME"])
        if key == first:
            raise FetchError(f"{address}: ignored the offset and gave the first page twice. See its page.")
        first = first or key
        rows += page
        tell(len(rows), count)
    keys = {(row["GEOGRAPHY_CODE"], row[f"{dimension}_NAME"]) for row in rows}
    if len(rows) != count or len(keys) != len(rows):
        raise ChangedError(
            f"{address}: {count:,} rows announced, {len(rows):,} came and {len(keys):,} differ. Try later."
        )
    return rows


def _page(transport, address, dimension, geography, offset):
    wanted = [*COLUMNS, f"{dimension}_NAME"]
    form = {
        "date": "latest",
        "geography": geography,
        dimension.lower(): "",
        "measures": "20100",
        "select": ",".join(wanted),
        "RecordLimit": str(PAGE),
        "RecordOffset": str(offset),
    }
    answer = transport.read(address, {name: value for name, value in form.items() if value})
    text = answer.text()
    if not text.strip():
        raise FetchError(
            f"{address}: answered 200 with nothing in it, as Nomis does where a parameter is wrong. Correct "
            "the card."
        )
    reader = csv.DictReader(io.StringIO(text, newline=""))
    if not set(wanted) <= set(reader.fieldnames or ()):
        start = " ".join(text[:80].split())
        raise FetchError(f"{address}: answered with no table of its own, it begins {start!r}.")
    rows = list(reader)
    if not rows:
        raise FetchError(f"{address}: has headings and no rows for {geography[:40]}. See its page.")
    for row in rows:
        if row["OBS_STATUS"] == WITHHELD or not (row["OBS_VALUE"] or "").strip():
            raise FetchError(
                f"{address}: withholds {row[f'{dimension}_NAME']} in {row['GEOGRAPHY_CODE']}: that is "
                "missing, not zero."
            )
    return rows


def _as_in_the_zip(rows, dimension, table):
    """Return rows as the wide CSV of the bulk file: a row an area, a column a category."""
    total = TOTALS[table.upper()]
    variable = total.split(": Total")[0]
    frame, category = pd.DataFrame(rows).assign(date="2021"), f"{dimension}_NAME"
    places = frame[["date", "GEOGRAPHY_NAME", "GEOGRAPHY_CODE"]].drop_duplicates()
    wide = frame.pivot(index=list(places), columns=category, values="OBS_VALUE")
    wide = wide.reindex(pd.MultiIndex.from_frame(places), columns=frame[category].unique())
    headings = [total if name.startswith("Total") else f"{variable}: {name}" for name in wide.columns]
    labels = ["date", "geography", "geography code"]
    return wide.to_csv(header=headings, index_label=labels, lineterminator="\n")
