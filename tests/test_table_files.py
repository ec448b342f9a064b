"""Tables as files: what is read, and what is said of files that are not what was written."""

import json
import os
import shutil
import time

import pandas as pd
import pytest

from analysis import areas, catalogue, cite, columns, missing, read, settings, stages, table_files
from analysis.errors import InputError

AREA, RUN = "sampleshire", "Run: vna data --area sampleshire"


@pytest.fixture
def folder(sampleshire_tables, tmp_path, monkeypatch):
    """Return the folder of the newest tables of Sampleshire, a copy that may be spoilt."""
    shutil.copytree(sampleshire_tables, tmp_path / "tables")
    monkeypatch.setenv(settings.TABLES_VARIABLE, str(tmp_path / "tables"))
    return table_files.opened(AREA).folder


def changed(path, change):
    """Change what `tables.json` says."""
    held = json.loads(path.read_text(encoding="utf-8"))
    change(held)
    path.write_text(json.dumps(held), encoding="utf-8")


def test_a_table_is_a_plain_frame_whose_states_are_in_order(folder):
    victims = read("victims_by_offence_and_district", AREA)
    assert type(victims) is pd.DataFrame and "Total" not in set(victims["district"])
    assert victims["status"].max() == "suppressed" and list(victims.attrs) == ["vna"]
    every = read("victims_by_offence_and_district", AREA, margins=True)
    assert "Total" in set(every["district"]) and len(every) > len(victims)
    one = read(
        "victims_by_offence_and_district", AREA, district="Total", offence_group=["Burglary", "Robbery"]
    )
    assert list(one["offence_group"]) == ["Burglary", "Robbery"]
    shapes = read("boundaries_msoa21", AREA)
    assert shapes.crs.to_epsg() == 27700 and shapes.attrs


def test_the_catalogue_lists_every_table_and_its_columns(folder):
    listed = catalogue(AREA).set_index("table")
    assert listed.loc["language", "rows"] == len(read("language", AREA))
    assert listed.loc["victims_by_offence_and_district", "not_shown"] > 0
    assert "Census 2021 TS024" in listed.loc["language", "sources"]
    about = columns("language", AREA).set_index("column")
    assert about.loc["residents_3_plus", "unit"] == "people" and about.loc["residents_3_plus", "meaning"]


def test_shared_tables_are_written_once_and_are_found_by_every_area(folder):
    frame = read("survey_rates", AREA)
    assert frame.attrs["vna"][0].startswith("shared/")
    assert not (folder / "survey_rates.parquet").exists()


def test_a_result_of_two_frames_stands_on_both_once_it_is_told(folder):
    one, other = read("language", AREA), read("proficiency", AREA)
    joined = cite(pd.DataFrame(one.merge(other, on="area_name")), one, other)
    assert [each.rsplit("/")[-1] for each in joined.attrs["vna"]] == ["language", "proficiency"]
    assert missing(joined) == ""


@pytest.mark.parametrize(("name", "says"), [("langauge", 'Nearest: "language"'), ("zzz", "catalogue")])
def test_an_unknown_table_is_named_with_the_nearest(folder, name, says):
    with pytest.raises(InputError, match=rf'sampleshire has no table "{name}".*{says}'):
        read(name, AREA)


def test_an_unknown_label_or_column_is_named_with_the_nearest(folder):
    with pytest.raises(InputError, match=r'no "district" called "Larkmer". Nearest: "Larkmere"'):
        read("victims_by_district", AREA, district="Larkmer")
    with pytest.raises(InputError, match=r'no column "distrct". Nearest: "district"'):
        read("victims_by_district", AREA, distrct="Larkmere")


def test_an_area_without_tables_says_what_to_run(folder):
    with pytest.raises(InputError, match=r"no tables of kent. Run: vna data --area kent"):
        read("language", "kent")
    with pytest.raises(InputError, match=r"There are no tables of sampleshire in .*2019-Q1-0.*Run: vna data"):
        read("language", AREA, run="2019-Q1-0")


@pytest.mark.parametrize(
    ("spoil", "says"),
    [(lambda path: path.write_bytes(path.read_bytes()[:-9]), "is not what was written"),
     (lambda path: path.unlink(), "is gone"),
     (lambda path: path.write_bytes(b""), "is gone"),
     (lambda path: shutil.copy(path.with_name("proficiency.parquet"), path), "is not what was written")],
    ids=["cut", "deleted", "emptied", "another table"],
)  # fmt: skip
def test_a_table_that_is_not_what_was_written_is_refused_and_made_again(folder, spoil, says):
    spoil(folder / "language.parquet")
    with pytest.raises(InputError, match=rf"language\.parquet: {says}. {RUN}"):
        read("language", AREA)
    assert len(read("proficiency", AREA))  # no other table is touched


@pytest.mark.parametrize(
    "change",
    [lambda held: held.update(layout=0), lambda held: held.update(area="kent")],
    ids=["another version", "another area"],
)
def test_tables_of_another_version_or_area_are_refused(folder, change):
    changed(folder / table_files.LIST, change)
    with pytest.raises(InputError, match=rf"tables\.json: is of another version or area. {RUN}"):
        read("language", AREA)


def test_a_list_that_was_cut_is_refused(folder):
    path = folder / table_files.LIST
    path.write_text(path.read_text(encoding="utf-8")[:-40], encoding="utf-8")
    with pytest.raises(InputError, match=rf"tables\.json: is not a list of tables. {RUN}"):
        catalogue(AREA)


def test_a_source_that_changed_since_is_told_once_and_the_table_is_read(folder, tmp_path):
    path = tmp_path / "census.csv"
    path.write_text("now", encoding="utf-8")
    stood = [1, 1]
    changed(
        folder / table_files.LIST, lambda held: held["tables"]["language"]["files"].update({str(path): stood})
    )
    with pytest.warns(UserWarning, match=rf"census\.csv: changed since the tables were made. {RUN}"):
        assert len(read("language", AREA))
    assert len(read("language", AREA))  # said once: any warning would be an error here


def test_nothing_half_written_is_left_where_the_disk_is_full(folder, monkeypatch):
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    held = table_files.opened(AREA)

    def full(source, target):
        raise OSError(28, "No space left on device", str(target))

    monkeypatch.setattr(shutil, "move", full)
    with pytest.raises(OSError, match="No space left"):
        table_files.put(folder, held.about, held.tables, {"language": folder / "elsewhere.parquet"})
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
    assert not [path.name for path in folder.parent.iterdir() if path.suffix in (".new", ".old")]


def test_the_newest_runs_are_kept_and_all_of_a_day(folder):
    held = table_files.opened(AREA)
    (shared,) = {one.run for one in table_files.both(AREA)} - {held.run}
    for kept in (held, table_files.opened(table_files.SHARED, shared)):
        name = min(kept.tables)
        few, content = {name: kept.tables[name]}, kept.path(name).read_bytes()

        def put(quarter, kept=kept, few=few, content=content, name=name):
            spare = folder.parent / "spare.parquet"
            spare.write_bytes(content)
            table_files.put(kept.folder.with_name(quarter), kept.about, few, {name: spare})

        for number in range(table_files.RUNS_KEPT + 2):
            put(f"2030-Q{number}")
        assert kept.folder.is_dir()  # another command may still read it
        aged = time.time() - table_files.DAY_SECONDS - 60
        for one in kept.folder.parent.glob("*/tables.json"):
            os.utime(one, (aged, aged))
        put("2031-Q1")
        runs = {path.parent.name for path in kept.folder.parent.glob("*/tables.json")}
        assert len(runs) == table_files.RUNS_KEPT and "2031-Q1" in runs


def test_two_commands_do_not_write_the_same_tables(folder, sampleshire_folder, monkeypatch):
    from analysis import locks

    monkeypatch.setenv(settings.INPUTS_VARIABLE, str(sampleshire_folder))
    monkeypatch.setattr(stages, "PATIENCE", 0.2)  # seconds for what areas share: another's command makes it
    for owner in (table_files.SHARED, AREA):
        asked = stages._asked(areas.area(AREA), owner)
        run = f"{asked['as_of'] or 'latest'}-{stages.digest(asked)[:8]}"
        refusal = pytest.raises(InputError, match=rf"Another command is writing tables of {owner}. Wait")
        with locks.only_one(table_files.home() / owner / f".{run}.lock", "busy"), refusal:
            stages.data(AREA)


def test_hidden_cells_that_a_comparison_dropped_are_missed(folder):
    from analysis import measures, report

    every = read("victims_by_offence_and_district", AREA)
    many = every[every["victims"].gt(0).fillna(False)]
    assert len(many) < len(every)
    for use in (lambda rows: measures.pool(rows, "district", "victims"), report.count):
        with pytest.raises(
            InputError,
            match=r"victims_by_offence_and_district: the cell that is not shown of .* drops blanks",
        ):
            use(many)
    kept = every[every["victims"].ne(0).fillna(True)]
    for rows in (
        every,
        kept,
        every[every["district"] == every["district"].iloc[0]],
        every.query("offence_group != 'Burglary'"),
    ):
        assert len(measures.pool(rows, "district", "victims"))
    assert (
        cite(many.copy(), read("residents", AREA), only=True).attrs["vna"]
        == read("residents", AREA).attrs["vna"]
    )
