"""What a body committed itself to in its response, with the chapter, measure and table that answer it."""

import pandas as pd
import pandera.pandas as pa

from analysis import areas
from analysis.errors import InputError
from analysis.tables import register_files
from analysis.tables.declaration import STATES, Declaration, checked, empty

FILE = "commitments.toml"
KINDS = ("stated as done", "stated as so", "promised", "will consider", "asked")
OF_COMMITMENT = (
    "area",
    "number",
    "recommendations",
    "body",
    "kind",
    "says",
    "chapter",
    "measures",
    "tables",
)


class Commitments(Declaration):
    """A commitment a row, in this project's words and in the order of the document."""

    number: int = pa.Field(unique=True)
    recommendations: str
    body: str
    kind: str = pa.Field(isin=KINDS)
    says: str
    chapter: str
    measures: str
    tables: str
    status: str = pa.Field(isin=STATES)


def load(area):
    """Return `Commitments` of an area; without any a table without rows.

    Raises InputError naming the entry for a measure or a chapter that does not exist, and a number that
    stands twice.
    """
    slug = areas.area(area).slug
    path, given = register_files.content(FILE)
    known = {
        one
        for entry in register_files.content(register_files.MEASURES)[1].values()
        for one in entry["chapters"]
    }
    rows, seen = [], set()
    for entry in given.get("commitment", []):
        place = f"{path.name}, commitment {entry.get('number')} of {entry.get('area')}"
        register_files.whole(place, entry, OF_COMMITMENT)
        register_files.one_of(place, "kind", entry["kind"], KINDS)
        register_files.one_of(place, "chapter", entry["chapter"], sorted(known))
        if (entry["area"], entry["number"]) in seen:
            raise InputError(f"{place}: stands twice. Give each its own number.")
        seen.add((entry["area"], entry["number"]))
        told = {
            "measures": register_files.measures_of(place, entry),
            "recommendations": ", ".join(map(str, entry["recommendations"])),
            "tables": register_files.BETWEEN.join(entry["tables"]),
        }
        if entry["area"] == slug:
            rows.append({**entry, **told, "status": "shown"})
    return checked(Commitments, pd.DataFrame(rows), FILE) if rows else empty(Commitments)
