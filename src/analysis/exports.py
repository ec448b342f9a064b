"""Every table of an area for other tools: CSV, workbooks for Excel and Power BI, a GeoPackage for QGIS."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from analysis import areas, table_files
from analysis.errors import InputError
from analysis.extracts.texts import is_formula
from analysis.table_files import EXPLORING

GEOPACKAGE = "tables.gpkg"
CONTENTS, COLUMNS = "contents", "columns"  # the list of the tables, and that of their columns
NATIONAL_GRID = "EPSG:27700"  # of eastings and northings
EAST, NORTH = "easting_metres", "northing_metres"
WIDEST = 60  # letters of a column in a workbook


def write(area: str, kind: str, folder: Path) -> list[Path]:
    """Write the tables of an area into `folder`, but those for exploring; return the files.

    Beside them lie a list of them all, and one of their columns.

    `kind` is "csv" or "xlsx", a file a table, or "gpkg", one file with a layer a table: outlines and points
    in the British National Grid, the rest without places, to be joined by their codes. A hidden cell is
    blank, and the column `status` says so; sums ("Total") are among the rows. Invented rows say so in a
    column of their own. A file that was there before is replaced once the new one is whole.

    Raises InputError where there are no tables of the area.
    """
    slug = areas.area(area).slug
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder) as beside:
        made = [_put(frame, name, kind, Path(beside)) for name, frame in _every(slug)]
        return [_moved(path, folder) for path in dict.fromkeys(made)]


def _every(slug: str) -> Iterator[tuple[str, pd.DataFrame]]:
    """Yield the name and the rows of every table of an area, the lists of tables and columns first."""
    for name, listed in ((CONTENTS, table_files.catalogue), (COLUMNS, table_files.columns_of_all)):
        rows = listed(slug)
        yield name, rows[~rows["table"].str.endswith(EXPLORING)].reset_index(drop=True)
    for held in table_files.both(slug):
        for name, entry in held.tables.items():
            if name.endswith(EXPLORING):
                continue
            frame = table_files.cells_of(f"{held.area}/{held.run}/{name}")
            if "status" in frame:
                frame["status"] = frame["status"].astype("str")
            yield name, frame.assign(data="invented") if entry["invented"] else frame


def _put(frame: pd.DataFrame, name: str, kind: str, folder: Path) -> Path:
    path = folder / (GEOPACKAGE if kind == "gpkg" else f"{name}.{kind}")
    if kind == "gpkg":
        _layer(frame, name, path)
    elif kind == "xlsx":
        _workbook(_without_outlines(frame), name, path)
    else:
        _refuse_formulas(_without_outlines(frame), name).to_csv(path, index=False, lineterminator="\n")
    return path


def _without_outlines(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a table without its shapes, which are for maps, as a frame of plain columns."""
    return pd.DataFrame(frame.drop(columns="geometry")) if "geometry" in frame else frame


def _refuse_formulas(frame: pd.DataFrame, name: str) -> pd.DataFrame:
    """Return a table; refuse one with a text that a spreadsheet would work out when the CSV is opened."""
    for column in frame.select_dtypes("str"):
        found = frame[column].dropna()
        found = found[found.map(is_formula).astype(bool)]
        if len(found):
            raise InputError(
                f'{name}, column "{column}", row {found.index[0] + 1}: a spreadsheet would take '
                f'"{found.iloc[0][:40]}" for a formula. Correct it in the file that it comes from, or write '
                "workbooks with --format xlsx."
            )
    return frame


def _workbook(frame: pd.DataFrame, name: str, path: Path) -> None:
    options = {"strings_to_formulas": False, "strings_to_urls": False, "nan_inf_to_errors": False}
    with pd.ExcelWriter(path, engine="xlsxwriter", engine_kwargs={"options": options}) as book:
        sheet = name[:31]  # the longest name that a workbook takes
        frame.to_excel(book, sheet_name=sheet, index=False, freeze_panes=(1, 0))
        for place, column in enumerate(frame.columns):
            longest = frame[column].astype("str").str.len().max() if len(frame) else 0
            book.sheets[sheet].set_column(place, place, min(WIDEST, max(len(column), longest) + 2))


def _layer(frame: pd.DataFrame, name: str, path: Path) -> None:
    import geopandas
    import pyogrio

    if "geometry" not in frame and {EAST, NORTH} <= set(frame.columns) and len(frame):
        points = geopandas.points_from_xy(frame[EAST], frame[NORTH])
        frame = geopandas.GeoDataFrame(frame, geometry=points, crs=NATIONAL_GRID)
    if "geometry" not in frame or not len(frame):
        frame = _without_outlines(frame)
        if not len(frame.columns):
            return
    # A column of the package's own has this name.
    frame = frame.rename(columns={"fid": "fid_of_source"})
    pyogrio.write_dataframe(frame, path, layer=name, driver="GPKG", append=path.exists())


def _moved(path: Path, folder: Path) -> Path:
    target = folder / path.name
    shutil.move(path, target)
    return target
