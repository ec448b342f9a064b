"""The terms of reference of an area's own assessment, with what the area claims of each."""

from typing import Annotated

import pandas as pd

from analysis import areas, toml_file
from analysis.tables import listed
from analysis.tables.declared import table
from analysis.tables.registers import claims
from analysis.tables.registers.recommendations import Item

FILE = "terms_of_reference.toml"


class Term(Item):
    """The register's columns, and which figures can answer a term of reference and which cannot."""

    areas: Annotated[tuple[listed.Slug, ...], toml_file.Listed]
    listed_under: str
    open_data: str
    local_data: str
    known_limit: str


TermsOfReference = claims.declared("TermsOfReference", Term)


@table("Terms of reference", "a term", ["registers"])
def terms_of_reference(area: str) -> pd.DataFrame:
    """Return `TermsOfReference` of an area's own assessment, empty where it has none that is known.

    Raises InputError as `recommendations` does, and for terms of an area that does not exist.
    """
    slug = areas.area(area).slug
    terms = listed.entries(dict[str, Term], FILE, "item")
    asked_here = [number for number, term in terms.items() if slug in term.areas]
    rows = claims.rows(area, FILE, "terms of reference", terms, asked_here)
    return listed.table(TermsOfReference, rows, FILE)
