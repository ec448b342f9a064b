"""Channels: what each costs in a language, and what share of those meant it reaches."""

import pandas as pd

from analysis.tables.declared import table
from analysis.tables.office import log_table
from analysis.tables.office.log_table import ALL_OF_THEM


@table("What channels cost and whom they reach", "a channel in a language", ["channels"])
def channels(area: str) -> pd.DataFrame:
    """Return what each channel costs in one language, in pounds, and what share of those meant it reaches.

    The cost is of one district where `covers` is "each area", and of all together where it is "everywhere". A
    `material` is translated and tested first, for `material_cost` once a language.
    """
    return log_table.load(area, "channels", _costed)


def _costed(log, _):
    rows = log.frame
    general = rows.loc[rows["language"].isna(), "channel"]
    log.refuse(
        rows["language"].notna() & rows["channel"].isin(general),
        "names a language, and another row has the same channel for all languages. Keep that one, or give "
        "each language its own.",
    )
    log.refuse(
        rows["reach_pct"] > ALL_OF_THEM,
        f"reaches more than all. Give reach_pct as a share, {ALL_OF_THEM} at most.",
    )
    log.refuse(
        rows["material"].isna() & rows["material_cost"].gt(0),
        "has a cost of a material and no material. Name it in material, or leave both blank.",
    )
    log.refuse(
        rows["material"].notna() & rows["material_cost"].isna(),
        "has a material without its cost. Fill in material_cost, 0 where it is free.",
    )
    kinds = rows.groupby(["material", rows["language"].astype("object").where(rows["language"].notna(), "")])
    log.refuse(
        rows["material"].notna() & kinds["material_cost"].transform("nunique").gt(1),
        "has a material that another row has at another cost. Give one cost, or two names.",
    )
