"""The layers of Open Geography: Sampleshire's outlines and lookups under the portal's names and fields."""

import functools
import json
from pathlib import Path

from .shelf import read

OBJECT = "ObjectId"
WARDS = "LSOA21_WD24_LAD24_EW_LU"
LOOKUPS = {  # service: the file that it gives
    "LSOA11_LSOA21_LAD22_EW_LU_v5": "LSOA11_to_LSOA21_to_LAD22_EW_exact_lookup.csv",
    WARDS: f"{WARDS}.csv",
    "LAD24_CSP24_PFA24_EW_LU": "LAD24_CSP24_PFA24_EW_LU.csv",
}
RURAL = "LSOA21_RUC21_EW_LU"
OUTLINES = {  # service: its files, and what the codes and names of places begin with
    "Lower_layer_Super_Output_Areas_December_2021_Boundaries_EW_BGC_V5": ("lsoa21-*", "LSOA21"),
    "Lower_layer_Super_Output_Areas_December_2011_Boundaries_EW_BGC_V3": ("lsoa11-*", "LSOA11"),
    "Middle_layer_Super_Output_Areas_December_2021_Boundaries_EW_BGC_V3": ("msoa21-*", "MSOA21"),
    "WD_MAY_2025_UK_BGC": ("ward25-*", "WD25", "LAD25"),
    "Local_Authority_Districts_May_2023_UK_BUC_V2": ("Local_Authority_Districts_*", "LAD23"),
    "Police_Force_Areas_December_2023_EW_BUC": ("Police_Force_Areas_*", "PFA23"),
}
# Services that have another name by now, as wards and the LSOAs of 2011 do.
RENAMED = {
    "WD_MAY_2025_UK_BGC": "Wards_May_2025_Boundaries_UK_BGC_V2",
    "Lower_layer_Super_Output_Areas_December_2011_Boundaries_EW_BGC_V3": "LSOA_Dec_2011_Boundaries_BGC_EW_V4",
}
NAMES = {RENAMED.get(name, name) for name in (*LOOKUPS, RURAL, *OUTLINES)}


@functools.lru_cache(maxsize=32)
def layer(name, folder):
    """Return (fields, outline in degrees or None) of each record of a service; none where there is none."""
    folder = Path(folder, "geography")
    if name in RENAMED:
        return ()  # its old name
    name = next((old for old, new in RENAMED.items() if new == name), name)
    if name in OUTLINES:
        return _outlines(folder, *OUTLINES[name])
    rows = read(folder / LOOKUPS[name]) if name in LOOKUPS else _rural(folder) if name == RURAL else ()
    return tuple(({**row, OBJECT: number}, None) for number, row in enumerate(rows, start=1))


def _outlines(folder, pattern, *stems):
    fields = [f"{stem}{end}" for stem in stems for end in ("CD", "NM")]
    features = [
        feature
        for path in sorted(folder.glob(f"{pattern}.geojson"))
        for feature in json.loads(path.read_text(encoding="utf-8"))["features"]
    ]
    return tuple(
        ({"FID": number, **{name: one["properties"][name] for name in fields}}, one["geometry"])
        for number, one in enumerate(features, start=1)
    )


def _rural(folder):
    names = {row["LSOA21CD"]: row["LSOA21NM"] for row in read(folder / LOOKUPS[WARDS])}
    for row in read(folder / "ruc21_lsoa21.csv"):
        code, kind = row["lsoa21_code"], {"RUC21CD": row["ruc21_code"], "RUC21NM": row["classification"]}
        yield {"LSOA21CD": code, "LSOA21NM": names[code], **kind}
