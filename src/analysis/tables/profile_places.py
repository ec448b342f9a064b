"""The places of an area that have a profile of their own: its districts and its neighbourhood team areas."""

import pandas as pd
import pandera.pandas as pa

from analysis.errors import InputError, nearest
from analysis.tables import places
from analysis.tables.area_names import load as area_names
from analysis.tables.declaration import Declaration, checked

DISTRICT, TEAM = "district", "neighbourhood team"
LEVELS = {DISTRICT: "district22_name", TEAM: "neighbourhood_team"}
MOST_NAMED = 8


class ProfilePlaces(Declaration):
    """A row for each place: `place` is what it is called, as nothing else in the area is."""

    place: str = pa.Field(unique=True)
    kind: str = pa.Field(isin=list(LEVELS))
    district: str


def load(area):
    """Return `ProfilePlaces` of an area, its districts first; teams only where the local table names them.

    A name in wards of two districts is that of two teams, each with its district in brackets; a team that is
    called as a district is says what it is.
    """
    held, _ = places.opened(area)
    names = sorted(held.district_names)
    districts = pd.DataFrame({"place": names, "kind": DISTRICT, "district": names}, dtype="str")
    teams = small_areas(area, TEAM).drop_duplicates("place").sort_values("place")
    teams = teams.assign(kind=TEAM, district=teams["district22_name"])[list(districts.columns)]
    return checked(ProfilePlaces, pd.concat([districts, teams.astype("str")], ignore_index=True), "places")


def find(area, name):
    """Return the row of `load` that `name` names, in any case: its place, or the name it has in a district.

    Raises InputError for a name that no place has, with the nearest, and for one that several have.
    """
    known = load(area)
    wanted = " ".join(str(name).split()).casefold()
    said = known["place"].str.casefold()
    found = known[said == wanted]
    if found.empty:
        found = known[
            said.str.removesuffix(f" ({TEAM})").str.replace(r" \([^()]*\)$", "", regex=True) == wanted
        ]
    if len(found) == 1:
        return found.iloc[0]
    if len(found) > 1:
        told = " or ".join(f'"{one}"' for one in found["place"])
        raise InputError(f'"{name}" is the name of {len(found)} places. Ask for {told}.')
    teams = "" if known["kind"].eq(TEAM).any() else f" {no_teams(area)}"
    first = ", ".join(known["place"].head(MOST_NAMED))
    more = f" and {len(known) - MOST_NAMED} more" if len(known) > MOST_NAMED else ""
    hint = nearest(name, known["place"])
    hint = f"{hint} " if hint else ""
    raise InputError(f'{places.names(area)[0]} has no place "{name}". {hint}Places: {first}{more}.{teams}')


def no_teams(area):
    """Return why an area has no profiles of neighbourhood teams, and what to do about it."""
    asked = f"--area {places.opened(area)[0].slug}"
    return (
        "Neighbourhood teams are not among them: no open list says of which wards each is made. "
        f"`vna template neighbourhood_teams {asked}` writes the table to fill in."
    )


def small_areas(area, kind):
    """Return the rows of `area_names` with the `place` of a kind that each lies in; none where not known."""
    if kind not in LEVELS:
        raise InputError(f'No kind of place "{kind}". {nearest(kind, LEVELS)} Known: {", ".join(LEVELS)}.')
    known = area_names(area).dropna(subset=[LEVELS[kind]])
    return known.assign(place=_named_apart(known, kind)).reset_index(drop=True)


def _named_apart(known, kind):
    """Return the place of each small area: its name, with what tells it from others of the same name."""
    name = known[LEVELS[kind]].astype("str")
    if kind == DISTRICT or known.empty:
        return name
    several = known.groupby(LEVELS[kind])["district22_name"].nunique()
    name = name.where(name.map(several).eq(1), name + " (" + known["district22_name"] + ")")
    return name.where(~name.isin(set(known["district22_name"])), name + f" ({TEAM})")
