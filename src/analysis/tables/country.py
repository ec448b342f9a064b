"""The country in which an area lies, as far as the same sources differ between England and Wales.

In Wales the census counts English and Welsh as one main language, and both are official languages: the Welsh
Language (Wales) Measure 2011, section 1. The indices of deprivation of the catalogue are England's; Wales has
an index of its own, whose ranks are of the small areas of Wales.
"""

import pandas as pd
import pandera.pandas as pa

from analysis import areas
from analysis.tables.declaration import STATES, Declaration, checked

ENGLAND, WALES = "England", "Wales"
ENGLISH = {ENGLAND: "English", WALES: "English or Welsh"}
BOTH_OFFICIAL = {WALES: "English and Welsh"}
OTHER_INDEX = {WALES: "Welsh Index of Multiple Deprivation"}


class Country(Declaration):
    """One row: the country, how the census names its main language, and what differs from England there.

    `both_official` names the official languages where there are two, and `other_index` the index of
    deprivation where it is not that of the catalogue; both are blank in England.
    """

    country: str = pa.Field(isin=(ENGLAND, WALES))
    main_language: str
    both_official: str = pa.Field(nullable=True)
    other_index: str = pa.Field(nullable=True)
    status: str = pa.Field(isin=STATES)


def load(area):
    """Return `Country` of an area, told by the code of its force."""
    name = _country(area)
    row = {
        "country": name,
        "main_language": ENGLISH[name],
        "both_official": BOTH_OFFICIAL.get(name),
        "other_index": OTHER_INDEX.get(name),
        "status": "shown",
    }
    return checked(Country, pd.DataFrame([row], dtype="str"), "the code of the force area")


def main_language(area):
    """Return how the census names the main language of most residents of an area.

    >>> main_language("south-wales"), main_language("kent")
    ('English or Welsh', 'English')
    """
    return ENGLISH[_country(area)]


def _country(area):
    return WALES if areas.area(area).police_force_area_code.startswith("W") else ENGLAND
