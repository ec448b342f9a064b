"""The office's table of channels: what each costs, what it covers, and how many of those meant it reaches."""

import pandas as pd
import pandera.pandas as pa

from analysis.tables import office_logs
from analysis.tables.declaration import Declaration, checked, empty

NAME = "channels"
ALL_OF_THEM = 100


class Channels(Declaration):
    """A row for each channel, or for each channel and language where they differ.

    `cost`, in pounds, is of one language: in one district where `covers` is "each area", once for all where
    it is "everywhere". `reach_pct` is the share of those meant whom it reaches. `material` is what must be
    translated and tested first, for `material_cost` once a language. `said_by` gave the figures.
    """

    channel: str
    language: str = pa.Field(nullable=True)
    covers: str
    cost: float = pa.Field(ge=0)
    reach_pct: float = pa.Field(gt=0, le=ALL_OF_THEM)
    material: str = pa.Field(nullable=True)
    material_cost: float = pa.Field(ge=0, nullable=True)
    said_by: str
    said_on: pd.Timestamp

    class Config:
        unique = ["channel", "language"]


def load(area):
    """Return `Channels` of an area; without the table one without rows.

    Raises InputError naming file, row and rule, never a value.
    """
    log = office_logs.opened(area, NAME)
    if log is None:
        return empty(Channels)
    rows = log.frame
    general = rows.loc[rows["language"].isna(), "channel"]
    log.refuse(
        rows.duplicated(["channel", "language"]) | (rows["language"].notna() & rows["channel"].isin(general)),
        "a second row for the same channel and language. A row without a language is for all of them: keep "
        "that one, or give each language its own.",
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
    return checked(Channels, rows, log.place)
