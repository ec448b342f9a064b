"""What must add up in ONS's force-area workbook: groups to totals, forces to regions, rates to counts."""

import pandas as pd

from analysis.errors import InputError

AGAIN = "Download the workbook again."


def groups_add_up(place, offences):
    """Refuse a table whose groups do not add to its total: one was renamed, or a subgroup taken for one."""
    # By code: West Midlands is a region and a force.
    for _, rows in offences.groupby("area_code", sort=False):
        total = rows.loc[rows["level"] == "total", "offences"].iloc[0]
        groups = rows.loc[rows["level"] == "group", "offences"]
        if pd.notna(total) and groups.notna().all() and groups.sum() != total:
            raise InputError(
                f"{place.name}: the offence groups of {rows['area_name'].iloc[0]} add to "
                f"{groups.sum():,}, but its total is {total:,}. {AGAIN}"
            )


def areas_add_up(place, offences):
    """Refuse a table in which the parts of an area do not add to it: forces, regions, England and Wales.

    Each force is of the region above it. A force that could not supply its figures is in no total of the
    publisher's, and in none here.
    """
    table = offences[offences["level"] != "subgroup"]
    table = table.set_index(["area_code", "offence_group"])["offences"].unstack(sort=False)
    areas = offences.drop_duplicates("area_code")
    names = dict(zip(areas["area_code"], areas["area_name"], strict=True))
    for whole, members in _parts(areas).items():
        sums = table.loc[members].sum()
        apart = (sums - table.loc[whole]).dropna()
        wrong = apart[apart != 0]
        if len(wrong):
            label = wrong.index[0]
            others = f" and {len(members) - 1} more" if len(members) > 1 else ""
            raise InputError(
                f"{place.name}, {label}: the parts of {names[whole]} ({names[members[0]]}{others}) add to "
                f"{sums[label]:,}, but {names[whole]} has {table.loc[whole, label]:,}. {AGAIN}"
            )


def _parts(areas):
    """Return {code of an area: codes of its parts}."""
    held = list(areas["area_code"])
    nation, england, wales = (
        next((code for code in held if code.startswith(form)), None) for form in ("K04", "E92", "W92")
    )
    parts, region = {}, None
    for code, kind in zip(held, areas["area_kind"], strict=True):
        if kind == "region":
            region, whole = code, england or nation
        elif kind == "force":
            whole = wales if code.startswith("W") else region
        else:
            whole = nation if code != nation else None
        if whole is not None:
            parts.setdefault(whole, []).append(code)
    return parts


def rates_are_of_these_counts(place, offences):
    """Refuse a rate that is not that of its count and population.

    Populations are rounded to 100, so a rate may be that of 50 people more or fewer.
    """
    both = offences.dropna(subset=["rate_per_1000", "population", "offences"])
    rate = both["rate_per_1000"]
    implied = rate * both["population"].astype("float64") / 1_000
    wrong = (implied - both["offences"].astype("float64")).abs() > rate * 50 / 1_000 + 0.5
    if wrong.any():
        first = both[wrong].iloc[0]
        raise InputError(
            f"{place.name}: the rate of {first['area_name']}, {first['offence_group']}, "
            f"{first['rate_per_1000']:.1f} per 1,000, is "
            f"that of {implied[wrong].iloc[0]:,.0f} offences, but table P1 has {first['offences']:,}; "
            f"{int(wrong.sum())} in all. The two tables are of different editions. {AGAIN}"
        )
