"""Readable names of Sampleshire's MSOAs, in the layout of the House of Commons Library's list."""

import pandas as pd

from sampleshire.layouts import BOM, comma_separated, text

FILE = "MSOA-Names-2.2.csv"
HEADINGS = ["msoa21cd", "msoa21nm", "msoa21nmw", "msoa21hclnm", "msoa21hclnmw", "localauthorityname"]


def write(folder, where):
    """Write the list of names into `folder`: each MSOA is called after the wards that most of it lies in."""
    named = readable(where.lsoa21)
    codes = where.lsoa21.drop_duplicates("msoa21_code").set_index("msoa21_code")
    rows = [
        [code, codes.at[code, "msoa21_name"], "", name, "", codes.at[code, "district24_name"]]
        for code, name in named.items()
    ]
    text(folder / FILE, BOM + comma_separated(HEADINGS, rows))


def readable(lsoa21):
    """Return {MSOA code: name}: the two wards that most of it lies in, and a side where two have the same."""
    counted = lsoa21.groupby(["msoa21_code", "ward24_name"], sort=True).size().reset_index(name="lsoas")
    first = counted.sort_values(["msoa21_code", "lsoas"], ascending=[True, False], kind="stable")
    names = first.groupby("msoa21_code")["ward24_name"].agg(lambda wards: " & ".join(wards.iloc[:2]))
    # Several MSOAs can lie in the same two wards: they are distinguished from north to south.
    north = lsoa21.groupby("msoa21_code")["north"].mean()
    for alike in names[names.duplicated(keep=False)].groupby(names).groups.values():
        order = north[alike].sort_values(ascending=False, kind="stable").index
        sides = (
            ["North", "South"] if len(order) == 2 else [str(number) for number in range(1, len(order) + 1)]
        )
        names[order] = [f"{names[code]} {side}" for code, side in zip(order, sides, strict=True)]
    return pd.Series(names).to_dict()
