"""What a body committed itself to in its response, and which of the office's own files can show it."""

import pandas as pd
import pandera.pandas as pa

from analysis import areas
from analysis.errors import InputError
from analysis.sources.catalogue import EXTRACT, LOG, catalogue
from analysis.tables import register_files
from analysis.tables.declaration import STATES, Declaration, checked, empty

FILE = "commitments.toml"
KINDS = ("stated as done", "stated as so", "promised", "will consider", "asked")
OF_DOCUMENT = ("source", "stated_on")
OF_COMMITMENT = (
    "area",
    "number",
    "recommendations",
    "body",
    "kind",
    "says",
    "chapter",
    "measures",
    "evidence",
)
PUBLIC = "public"


class Commitments(Declaration):
    """A commitment a row, in this project's words and in the order of the document.

    `evidence` names the cards of the office's own files that can show whether it is kept, and `public` what
    anybody can look up. `source` and `stated_on` are the document that it appears in and its day.
    """

    number: int = pa.Field(unique=True)
    recommendations: str
    body: str
    kind: str = pa.Field(isin=KINDS)
    says: str
    chapter: str
    measures: str
    evidence: str
    public: str = pa.Field(nullable=True)
    source: str
    stated_on: pd.Timestamp
    status: str = pa.Field(isin=STATES)


def load(area):
    """Return `Commitments` of an area; without any a table without rows.

    Raises InputError naming the entry for a measure, a chapter or a file of the office that does not exist, a
    number that appears twice, an area without its document, and one that nothing could show.
    """
    slug = areas.area(area).slug
    path, given = register_files.content(FILE)
    known = {
        one
        for entry in register_files.content(register_files.MEASURES)[1].values()
        for one in entry["chapters"]
    }
    own = [name for name, card in catalogue().items() if card.kind in (EXTRACT, LOG)]
    documents = {name: _document(path, name, entry) for name, entry in given.get("documents", {}).items()}
    rows, seen = [], set()
    for entry in given.get("commitment", []):
        place = f"{path.name}, commitment {entry.get('number')} of {entry.get('area')}"
        register_files.whole(place, entry, OF_COMMITMENT, (PUBLIC,))
        register_files.one_of(place, "area", entry["area"], list(documents))
        register_files.one_of(place, "kind", entry["kind"], KINDS)
        register_files.one_of(place, "chapter", entry["chapter"], sorted(known))
        for one in entry["evidence"]:
            register_files.one_of(place, "evidence", one, own)
        if not entry["evidence"] and not entry.get(PUBLIC):
            raise InputError(
                f'{place}: nothing could show whether it is kept. Name a file of the office in "evidence": '
                '"assurance" where no other says it.'
            )
        if (entry["area"], entry["number"]) in seen:
            raise InputError(f"{place}: appears twice. Give each its own number.")
        seen.add((entry["area"], entry["number"]))
        told = {
            "measures": register_files.measures_of(place, entry),
            "recommendations": ", ".join(map(str, entry["recommendations"])),
            "evidence": register_files.BETWEEN.join(entry["evidence"]),
            PUBLIC: entry.get(PUBLIC),
        }
        if entry["area"] == slug:
            rows.append({**entry, **told, **documents[slug], "status": "shown"})
    return checked(Commitments, pd.DataFrame(rows), FILE) if rows else empty(Commitments)


def _document(path, name, entry):
    place = f"{path.name}, document of {name}"
    register_files.whole(place, entry, OF_DOCUMENT)
    day = register_files.day(place, entry, "stated_on")
    if pd.isna(day) or not entry["source"].strip():
        raise InputError(f'{place}: fill in "source" and "stated_on". A commitment is of a day.')
    return {"source": entry["source"], "stated_on": day}
