"""What a body committed itself to in its response, and which of the office's own files can show it."""

from typing import Annotated, Literal

import pandas as pd
import pandera.pandas as pa
import pydantic

from analysis import areas, toml_file
from analysis.sources.catalogue import EXTRACT, LOG, catalogue
from analysis.tables import register_files
from analysis.tables.declaration import STATES, Declaration, checked, empty
from analysis.tables.measure_index import entries

FILE = "commitments.toml"
KINDS = ("stated as done", "stated as so", "promised", "will consider", "asked")


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


def _kept(given):
    own = [name for name, card in catalogue().items() if card.kind in (EXTRACT, LOG)]
    return register_files.BETWEEN.join(toml_file.one_of(one, own) for one in given)


def _chapter(given):
    return toml_file.one_of(given, sorted({one for entry in entries() for one in entry.chapters}))


class _Commitment(toml_file.Entry):
    @pydantic.model_validator(mode="after")
    def _something_shows_it(self):
        if not self.evidence and not self.public:
            raise ValueError(
                'nothing could show whether it is kept. Name a file of the office in "evidence": "assurance" '
                "where no other says it."
            )
        return self


OF_DOCUMENT = ("source", "stated_on")
COMMITMENT = register_files.entry(
    Commitments,
    _Commitment,
    without=("status", *OF_DOCUMENT),
    area=str,
    number=int,
    recommendations=register_files.NumbersInOneCell,
    kind=Literal[KINDS],
    chapter=Annotated[str, pydantic.AfterValidator(_chapter)],
    measures=register_files.MeasuresInOneCell,
    evidence=Annotated[toml_file.Texts, pydantic.AfterValidator(_kept)],
    public=(str | None, None),
)


class Document(toml_file.Entry):
    """Where the commitments of an area stand, and of which day they are."""

    source: toml_file.Text
    stated_on: toml_file.Day


class File(toml_file.Entry):
    """What commitments.toml holds: documents by area, and commitments."""

    documents: dict[str, Document]
    commitment: Annotated[tuple[COMMITMENT, ...], toml_file.Listed]

    @pydantic.model_validator(mode="after")
    def _each_once_and_of_a_document(self):
        seen = set()
        for one in self.commitment:
            toml_file.one_of(one.area, self.documents)
            if (one.area, one.number) in seen:
                raise ValueError(
                    f"commitment {one.number} of {one.area} appears twice. Give each its own number."
                )
            seen.add((one.area, one.number))
        return self


def load(area):
    """Return `Commitments` of an area; without any a table without rows.

    Raises InputError naming the entry for a measure, a chapter or a file of the office that does not exist, a
    number that appears twice, an area without its document, and one that nothing could show.
    """
    slug = areas.area(area).slug
    given = register_files.content(FILE, File)
    rows = [one for one in given.commitment if one.area == slug]
    if not rows:
        return empty(Commitments)
    frame = register_files.frame(rows).assign(**dict(given.documents[slug]))
    return checked(Commitments, frame.astype({"stated_on": "datetime64[us]"}), FILE)
