"""What councils know: households that lost their home, and children in need, by district or county."""

import pandas as pd
import pandera.pandas as pa

from analysis import areas, settings
from analysis.errors import InputError
from analysis.sources import children_in_need as children
from analysis.sources import homelessness as households
from analysis.states import STATES
from analysis.tables import lookups
from analysis.tables.declaration import DISTRICT_CODE, QUARTER, Declaration, checked, empty
from analysis.tables.declared import table
from analysis.tables.people import without_row

HOMELESSNESS = "homelessness"
CHILDREN = ("children_in_need", "children_assessed")
NEIGHBOURS = "Neighbouring districts"


class Homelessness(Declaration, unique=["quarter", "area_code", "kind", "duty", "reason_or_need"]):
    """Households of a district in a quarter, by the duty that is owed and a reason or a support need.

    A household has one reason and may have several needs, so that needs are never added. `area_households`
    are all that live there, in projections of the Office for National Statistics; blank in 2019.
    """

    quarter: str = pa.Field(matches=QUARTER)
    area_code: str = pa.Field(matches=DISTRICT_CODE)
    area_name: str
    kind: str = pa.Field(isin=sorted(set(households.KINDS.values())))
    duty: str = pa.Field(isin=sorted(set(households.DUTIES.values())))
    reason_or_need: str
    households: pd.Int64Dtype = pa.Field(ge=0, nullable=True)
    area_households: pd.Int64Dtype = pa.Field(gt=0, nullable=True)


class HomelessnessByPlace(Homelessness, unique=["quarter", "area_name", "kind", "duty", "reason_or_need"]):
    """The same of an area as a whole, of the districts that touch it, and of England.

    A sum over districts of which one is not shown is not available. England is to the nearest ten.
    """

    area_code: str = pa.Field(nullable=True)


def _quarters(found):
    """Return every quarter's rows of all authorities."""
    return pd.concat([households.homelessness(item.file).frame for item in found], ignore_index=True)


@table(
    "Households owed a homelessness duty by district",
    "a reason or need of households in a district and quarter",
    ["homelessness"],
)
@table(
    "Households owed a homelessness duty by district, with neighbours and England",
    "a reason or need of households in a place and quarter",
    ["homelessness"],
    name="homelessness_by_place",
    by="place",
)
def homelessness(area: str, by: str = "district") -> pd.DataFrame:
    """Return `Homelessness` of an area's districts, every quarter that the folder has; empty without a file.

    With `by="place"` it is `HomelessnessByPlace`: the area as a whole, the districts that touch it together,
    and England. Which districts touch it is told by the outlines of all: without them there is no such row.

    A district of the area without a row in a quarter is not available, and no total is given of it.
    """
    area, inventory = lookups.opened(area)
    model, found = Homelessness if by == "district" else HomelessnessByPlace, inventory.find(HOMELESSNESS)
    if not found:
        return empty(model)
    rows, source = _quarters(found), found[-1].file.name
    own = _own(rows, area)
    if own.empty:  # of Wales: England would be all that is shown
        return empty(model)
    if by == "district":
        return checked(model, own.sort_values(["quarter", "area_code"], kind="stable"), source)
    beside = rows[rows["area_code"].isin(lookups.neighbouring_districts(area, inventory))]
    codes = rows["area_code"].drop_duplicates()
    nation = rows[rows["area_code"].isin(codes[codes.str.fullmatch(households.NATION)])]
    nation = nation.assign(area_name=nation["area_name"].str.title())
    return checked(model, [_summed(own, area.name), _summed(beside, NEIGHBOURS), nation], source)


def _own(rows, area):
    """Return the rows of an Area's districts; one without a row is not available."""
    own = rows[rows["area_code"].isin(areas.districts_since(area))]
    own = own.assign(area_name=own["area_code"].map(areas.district_names()).astype("str"))
    labels = ["kind", "duty", "reason_or_need"]
    return without_row.with_lacking(area, own, "quarter", labels, ["households", "area_households"])


def _summed(rows, name):
    """Return the sums of districts' households, blank where one of them is not shown."""
    keys = ["quarter", "kind", "duty", "reason_or_need"]
    sums = rows.groupby(keys, sort=False)[["households", "area_households"]]
    whole = sums.count().eq(sums.size(), axis="index")
    frame = sums.sum().where(whole).astype("Int64").reset_index()
    status = frame["households"].isna().map({True: "not available", False: "shown"})
    return frame.assign(area_code=pd.NA, area_name=name, status=status)


class ChildrenInNeed(Declaration, unique=["year", "area_code", "measure"]):
    """Episodes of need, and of assessments with a factor, in the year that ended on 31 March.

    An assessment may find several factors: they are never added to one another. `level` is "local authority"
    for the county councils and unitary authorities of the area, and "country" for England beside them.
    """

    year: str = pa.Field(matches=r"^20\d\d$")
    level: str = pa.Field(isin=("local authority", "country"))
    area_code: str
    area_name: str
    measure: str
    episodes: pd.Int64Dtype = pa.Field(ge=0, nullable=True)
    status: str = pa.Field(isin=STATES)
    reason: str


@table(
    "Children in need by factor found at assessment",
    "a factor in an authority and year",
    ["children_in_need", "children_assessed"],
)
def children_in_need(area: str) -> pd.DataFrame:
    """Return `ChildrenInNeed` of an area's upper tier authorities and of England; empty without a file.

    Wales has no such file: a Welsh area has England's rows alone, so it has none.

    Raises InputError where the newest year lacks an authority of the area.
    """
    area, inventory = lookups.opened(area)
    found = [item.file for card in CHILDREN for item in inventory.find(card)]
    expected = areas.upper_tier(area)
    if not found or not expected:
        return empty(ChildrenInNeed)
    rows = pd.concat([children.children_in_need(file).frame for file in found], ignore_index=True)
    own = rows["area_code"].isin(expected)
    newest = rows["year"].eq(rows["year"].max())
    held = set(rows.loc[own & newest, "area_code"])
    lost = [code for code, last in expected.items() if code[:3] == "E10" and not last and code not in held]
    lost += [code for code in areas.missing_districts(area, held) if code in expected]
    if lost:
        raise InputError(f"{found[-1].name}: has no row for {lost[0]}, an authority of {area.name}.")
    day = settings.as_of_date(run.as_of) if (run := settings.current_run()).as_of else None
    known = True if day is None else rows["year"].astype("int64").le(day.year - (day.month < 4))
    kept = rows[known & (own | rows["level"].eq("country"))]
    return checked(ChildrenInNeed, kept.sort_values(["year", "area_code"], kind="stable"), found[-1].name)
