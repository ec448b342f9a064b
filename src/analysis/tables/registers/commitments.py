"""What the document of an area promises, each commitment with what could show whether it is kept."""

from typing import Annotated, Literal

import pandas as pd
import pydantic

from analysis import areas, toml_file
from analysis.errors import InputError
from analysis.sources.catalogue import EXTRACT, LOG, catalogue
from analysis.tables import listed
from analysis.tables.declared import table
from analysis.tables.registers.measure_list import Answers, measures
from analysis.toml_file import Entry, Text

FILE = "commitments.toml"
KINDS = ("stated as done", "stated as so", "promised", "will consider", "asked")


def _is_chapter(name):
    chapters = {chapter for measure in measures().values() for chapter in measure.chapters}
    return toml_file.one_of(name, sorted(chapters))


def _is_own_file(name):
    own = [card for card, about in catalogue().items() if about.kind in (EXTRACT, LOG)]
    return toml_file.one_of(name, own)


class Document(Entry):
    """The document in which an area's commitments appear, and its day."""

    source: Text
    stated_on: listed.Day


class Commitment(Entry):
    """A commitment a row, in this project's words and in the order of the document.

    `evidence` names the cards of the office's own files that can show whether it is kept, and `public` what
    anybody can look up. `source` and `stated_on` are the document that it appears in and its day.
    """

    area: str
    number: int
    recommendations: listed.Numbers
    body: str
    kind: Literal[KINDS]
    says: str
    chapter: Annotated[str, pydantic.AfterValidator(_is_chapter)]
    measures: Answers
    evidence: Annotated[tuple[Annotated[str, pydantic.AfterValidator(_is_own_file)], ...], toml_file.Listed]
    public: str | None = None

    @pydantic.model_validator(mode="after")
    def _can_be_shown(self):
        if not self.evidence and not self.public:
            raise ValueError(
                f"commitment {self.number}: nothing could show whether it is kept. Name a file of the office "
                'in "evidence": "assurance" where no other says it.'
            )
        return self


Commitments = listed.declared("Commitments", Commitment, Document, without=("area",), unique=["number"])


@table("Commitments of the response", "a commitment", ["registers"])
def commitments(area: str) -> pd.DataFrame:
    """Return `Commitments` of an area; without any a table without rows.

    Raises InputError naming the entry for a measure, a chapter or a file of the office that does not exist, a
    number that appears twice, an area without its document, and one that nothing could show.
    """
    slug = areas.area(area).slug
    documents = listed.entries(dict[str, Document], FILE, "documents")
    every = listed.entries(list[Commitment], FILE, "commitment")
    for commitment in every:
        if commitment.area not in documents:
            raise InputError(
                f"{FILE}, commitment {commitment.number}: found '{commitment.area}', which has no document."
            )
    here = [commitment for commitment in every if commitment.area == slug]
    rows = [commitment.model_dump() | documents[slug].model_dump() for commitment in here]
    return listed.table(Commitments, rows, FILE)
