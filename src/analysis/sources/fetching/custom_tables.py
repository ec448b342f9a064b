"""Census tables made to order by the ONS service, written down as its own export would be.

It refuses what has too many rows (403), and leaves out areas in which a table would disclose: these are
counted, never filled. Several tables may be named; the first that is open for any area is taken.
"""

import csv

from analysis.sources.fetching.faults import FetchError
from analysis.sources.fetching.items import Item

BASE = "https://api.beta.ons.gov.uk/v1/population-types/UR"
AREAS_AT_ONCE = 300
LIST_PAGE = 500
TOO_MANY = 403
NAMES = {
    "ltla": "Lower tier local authorities",
    "lsoa": "Lower layer Super Output Areas",
    "msoa": "Middle layer Super Output Areas",
}


def items(card, route, asking):
    """Return the one file of a custom table."""
    says = route.says
    address = f"{BASE}/census-observations"

    def make(path, tell):
        level = says["area_type"]
        codes = asking.codes("lsoa21_code") if says.get("of_area") else all_areas(asking.transport, level)
        tried = {}
        for dimensions in says["dimensions"]:
            got = read_all(asking.transport, level, codes, dimensions, tell)
            name = " by ".join(dimensions)
            tried[name] = f"open in {got.areas} of {len(codes)} areas"
            if got.areas:
                _write(path, got, level, says.get("headings"))
                said = {"areas_asked": len(codes), "areas_blocked": got.blocked}
                return {"table": name, "tried": tried, **said}
        raise FetchError(f"{address}: is open for no area: {'; '.join(tried)}. It would disclose too much.")

    return [Item(card.id, f"ons/{says['name']}", address, route.by, lasting=True, unit="rows", make=make)]


class Table:
    """What was read of one table: its dimensions' labels, rows of codes and names, and of how many areas."""

    def __init__(self):
        self.labels, self.rows, self.areas, self.blocked = None, [], 0, 0


def all_areas(transport, level):
    """Return the codes of every area of a level of England and Wales, in order."""
    address, codes, total = f"{BASE}/area-types/{level}/areas", [], None
    while total is None or len(codes) < total:
        said = transport.read(address, {"limit": str(LIST_PAGE), "offset": str(len(codes))}).json()
        came = [one["id"] for one in said.get("items") or []]
        stated = said.get("total_count")
        if not isinstance(stated, int) or (total is not None and stated != total) or not came:
            raise FetchError(f"{address}: does not list its areas whole. Try again later.")
        total = stated
        codes += came
    if len(set(codes)) != total:
        raise FetchError(
            f"{address}: {total:,} areas were announced and {len(set(codes)):,} differ. Try again later."
        )
    return sorted(codes)


def read_all(transport, level, codes, dimensions, tell=lambda came, whole: None):
    """Return the Table of `dimensions` for areas; halves what is asked at once where that is too much.

    Raises FetchError for an answer that is not whole or not of what was asked.
    """
    table, waiting = Table(), _batches(codes, AREAS_AT_ONCE)
    while waiting:
        batch = waiting.pop(0)
        try:
            said = _ask(transport, level, batch, dimensions)
        except FetchError as fault:
            if fault.status == 404:  # no result at all: the table is blocked in each of these areas
                table.blocked += len(batch)
                continue
            if fault.status != TOO_MANY or len(batch) == 1:
                raise
            half = -(-len(batch) // 2)
            waiting = [part for one in (batch, *waiting) for part in _batches(one, half)]
            continue
        _add(table, said, batch, dimensions)
        tell(table.areas + table.blocked, len(codes))
    return table


def _batches(codes, size):
    return [codes[at : at + size] for at in range(0, len(codes), size)]


def _ask(transport, level, batch, dimensions):
    asked = {"area-type": ",".join([level, *batch]), "dimensions": ",".join(dimensions)}
    return transport.read(f"{BASE}/census-observations", asked).json()


def _add(table, said, batch, dimensions):
    where = f"{BASE}/census-observations"
    observations = said.get("observations") or []
    came = {}
    for one in observations:
        held = one.get("dimensions") or []
        ids = [part.get("dimension_id") for part in held]
        if len(held) != len(dimensions) + 1 or ids[1:] != list(dimensions):
            raise FetchError(f"{where}: answered with {', '.join(map(str, ids))}, not with what was asked.")
        labels = [part.get("dimension") for part in held]
        if table.labels not in (None, labels):
            raise FetchError(f"{where}: names its dimensions in two ways. Try again later.")
        table.labels = labels
        key = tuple(part["option_id"] for part in held)
        if key in came:
            raise FetchError(f"{where}: gave {' and '.join(key)} twice. Try again later.")
        came[key] = [(part["option_id"], part["option"]) for part in held] + [one["observation"]]
    areas = {key[0] for key in came}
    if not areas <= set(batch):
        raise FetchError(f"{where}: gave {sorted(areas - set(batch))[0]}, which was not asked for.")
    blocked = said.get("blocked_areas", said.get("blocked_area_count"))
    total = said.get("total_observations", len(came))
    if len(came) != total or (blocked is not None and blocked != len(batch) - len(areas)):
        raise FetchError(
            f"{where}: {total:,} figures and {blocked} blocked areas were said; {len(came):,} came for "
            f"{len(areas)} of {len(batch)} areas. Try again later."
        )
    table.rows += came.values()
    table.areas += len(areas)
    table.blocked += len(batch) - len(areas)


def _write(path, table, level, headings):
    """Write the export's layout; under four `headings` of the card's own, area and category without codes."""
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        if headings:
            writer.writerow(headings)
            writer.writerows([area, name, option, count] for (area, name), (_, option), count in table.rows)
            return
        labels = [NAMES.get(level, table.labels[0]), *table.labels[1:]]
        writer.writerow([*(text for label in labels for text in (f"{label} Code", label)), "Observation"])
        for *parts, count in table.rows:
            writer.writerow([*(text for part in parts for text in part), count])
