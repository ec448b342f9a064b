"""The layers of Open Geography: Sampleshire's outlines and lookups under the portal's names and fields."""

import functools
import json
from dataclasses import dataclass

OBJECT = "ObjectId"


@dataclass(frozen=True)
class Row:
    """One record: its fields, and its outline in degrees (None for a lookup)."""

    values: dict
    outline: dict | None = None


@dataclass(frozen=True)
class Layer:
    """One layer: the names of its fields, and its records in the order of their object number."""

    fields: tuple
    rows: tuple


def _outlines(pattern, *fields):
    """Return a maker of a layer of outlines: `fields` are (the portal's, the file's, otherwise)."""

    def make(shelf):
        rows = []
        for path in shelf.paths(f"geography/{pattern}.geojson"):
            for feature in json.loads(path.read_text(encoding="utf-8"))["features"]:
                held = feature["properties"]
                values = {"FID": len(rows) + 1} | {
                    name: held.get(ours, other) for name, ours, other in fields
                }
                rows.append(Row(values, feature["geometry"]))
        return Layer(tuple(rows[0].values), tuple(rows))

    return make


def _lookup(file, **renamed):
    """Return a maker of a layer without outlines from a CSV; `renamed` gives fields their portal's names."""

    def make(shelf):
        rows = []
        for row in shelf.rows(f"geography/{file}"):
            values = {renamed.get(name, name): value for name, value in row.items() if name != OBJECT}
            rows.append(Row(values | {OBJECT: len(rows) + 1}))
        return Layer(tuple(rows[0].values), tuple(rows))

    return make


def _rural(shelf):
    names = {row["LSOA21CD"]: row["LSOA21NM"] for row in shelf.rows("geography/LSOA21_WD24_LAD24_EW_LU.csv")}
    rows = [
        Row(
            {
                "LSOA21CD": row["lsoa21_code"],
                "LSOA21NM": names[row["lsoa21_code"]],
                "LSOA21NMW": " ",
                "RUC21CD": row["ruc21_code"],
                "RUC21NM": row["classification"],
                "Urban_rura": row["ruc"],
                OBJECT: number,
            }
        )
        for number, row in enumerate(shelf.rows("geography/ruc21_lsoa21.csv"), start=1)
    ]
    return Layer(tuple(rows[0].values), tuple(rows))


def _area(stem, file_stem, *more, pattern):
    """Return a maker of a layer of areas, whose code and name begin with `stem`."""
    both = [(f"{stem}{end}", f"{file_stem}{end}", "") for end in ("CD", "NM")]
    return _outlines(pattern, *both, (f"{stem}NMW", f"{file_stem}NMW", " "), *more, ("GlobalID", "", "0000"))


LSOA21 = _area("LSOA21", "LSOA21", pattern="lsoa21-*")
FORCES = _area("PFA23", "PFA23", pattern="Police_Force_Areas_*")
DISTRICTS = "Local_Authority_Districts_*"
LAYERS = {
    "Lower_layer_Super_Output_Areas_December_2021_Boundaries_EW_BGC_V5": LSOA21,
    "Lower_layer_Super_Output_Areas_December_2021_Boundaries_EW_BSC_V4": LSOA21,
    "Lower_layer_Super_Output_Areas_December_2021_Boundaries_EW_BFC_V10": LSOA21,
    "Lower_layer_Super_Output_Areas_December_2011_Boundaries_EW_BGC_V3": _area(
        "LSOA11", "LSOA11", pattern="lsoa11-*"
    ),
    "Middle_layer_Super_Output_Areas_December_2021_Boundaries_EW_BGC_V3": _area(
        "MSOA21", "MSOA21", pattern="msoa21-*"
    ),
    "WD_MAY_2025_UK_BGC": _area(
        "WD25", "WD25", ("LAD25CD", "LAD25CD", ""), ("LAD25NM", "LAD25NM", ""), pattern="ward25-*"
    ),
    "Local_Authority_Districts_December_2022_UK_BGC_V2": _area("LAD22", "LAD23", pattern=DISTRICTS),
    "Local_Authority_Districts_May_2023_UK_BUC_V2": _area("LAD23", "LAD23", pattern=DISTRICTS),
    "LAD_MAY_2025_UK_BGC_V2": _area("LAD25", "LAD23", pattern=DISTRICTS),
    "Police_Force_Areas_December_2023_EW_BGC": FORCES,
    "Police_Force_Areas_December_2023_EW_BUC": FORCES,
    "LSOA11_LSOA21_LAD22_EW_LU_v5": _lookup("LSOA11_to_LSOA21_to_LAD22_EW_exact_lookup.csv"),
    "LSOA21_WD24_LAD24_EW_LU": _lookup("LSOA21_WD24_LAD24_EW_LU.csv"),
    "LAD24_CSP24_PFA24_EW_LU": _lookup("LAD24_CSP24_PFA24_EW_LU.csv"),
    "LSOA21_RUC21_EW_LU": _rural,
}
NAMES = tuple(LAYERS)


def layer(name, shelf):
    """Return the layer of a service, None where there is no such service."""
    return _made(name, shelf.folder) if name in LAYERS else None


@functools.lru_cache(maxsize=32)
def _made(name, folder):
    from .shelf import Shelf

    return LAYERS[name](Shelf(folder, 1, None))
