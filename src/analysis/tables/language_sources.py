"""Which open sources the decision about languages and its small areas rest on, in the folder being read."""

from analysis.errors import MissingSourceError
from analysis.tables import language_26, places
from analysis.tables.deprivation import load as deprivation
from analysis.tables.duty_to_notify import CARD as REPORTS
from analysis.tables.language_predictors import TABLES, small_area_evidence
from analysis.tables.nrm_editions import WORKBOOK
from analysis.tables.referrals import CARD as REFERRALS
from analysis.tables.released import statement

RISK = "risk_of_nationalities"  # the statement of official counts by nationality, in data/release.toml
ALWAYS = ("census_ts024", "census_ts029")
# What small areas are estimated from, and the tables that are named where the folder has none of them.
PREDICTORS = tuple(f"census_{table.lower()}" for table in TABLES.values())
USUAL = ("census_ts004", "census_ts021", "census_ts030")
# With these more is known; without them the decision says what is not.
WHERE_HELD = ("census_language_by_proficiency", "deprivation_2025")
CATEGORIES = "census_custom"
# What places are called, beside the outlines that are drawn.
OUTLINES, NAMES = "boundaries_msoa21", ("msoa_names", "lookup_lsoa21_ward", "neighbourhood_teams")


def load(area):
    """Return the ids of the cards of the census tables that the decision is made from.

    A figure that names one of `ALWAYS` and has no file of it is a gap. Of the rest those are named that the
    folder holds: the others were not made use of.
    """
    _, inventory = places.opened(area)
    held = [card for card in WHERE_HELD if inventory.has(card)]
    if deprivation(area).empty:  # of an area in Wales
        held = [card for card in held if card != "deprivation_2025"]
    return [*ALWAYS, *_predictors(inventory), *_categories(area), *held]


def of_need(area):
    """Return the ids of the cards that say how many in each district cannot speak English well."""
    _, inventory = places.opened(area)
    return [*ALWAYS, *(card for card in WHERE_HELD[:1] if inventory.has(card))]


def of_nationalities(area):
    """Return what was released of official counts by nationality; which files it rests on is noted.

    Raises InputError where nothing was released.
    """
    place, inventory = places.opened(area)
    for card in (REFERRALS, WORKBOOK, REPORTS):
        inventory.find(card)
    return statement(RISK, place.slug)


def of_risk(area):
    """Return the ids of the cards of sensitive counts that the decision rests on, of which no count is shown.

    Those that the folder held enough quarters of when they were released: with fewer nothing is concluded.
    """
    return of_nationalities(area)["cards"]


def of_small_areas(area):
    """Return the ids of the cards that languages in small areas are estimated from, drawn on and named by.

    Where the folder has none of the tables that go with language, the usual ones are named: a figure that
    names them is a gap that says which are missing.
    """
    _, inventory = places.opened(area)
    held = [card for card in NAMES if inventory.has(card)]
    return [*ALWAYS, *(_predictors(inventory) or USUAL), *_categories(area), OUTLINES, *held]


def small_areas(area):
    """Return what `measures.languages.languages_in_places` reads, or None without files for it."""
    try:
        return small_area_evidence(area)
    except MissingSourceError:
        return None


def _categories(area):
    """Return the card of languages counted in categories, where exports in the folder are of the area."""
    # An export of something else, or of other places, has the same card.
    return [CATEGORIES] if len(language_26.load(area)) else []


def _predictors(inventory):
    held = {item.card_id for item in inventory.files if item.part == "lsoa"}
    return [card for card in PREDICTORS if card in held]
