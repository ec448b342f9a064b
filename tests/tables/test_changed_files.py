"""A notebook may stay open for days: what came, went or was mended meanwhile is read as it stands now."""

import csv

from analysis import settings, tables
from analysis.tables import census, lookups

FILE = "census2021-ts029-ltla.csv"


def people():
    found = tables.census.proficiency("sampleshire")
    return found.set_index(["area_code", "proficiency"])["residents_3_plus"].to_dict()


def move_five(path):
    """Have five people of the first district speak English less well: all that the file sums to stays."""
    rows = list(csv.reader(path.read_text(encoding="utf-8").splitlines()))
    at = {name.rsplit(": ", 1)[-1].lower(): place for place, name in enumerate(rows[0])}
    for name, change in (("can speak english well", -5), ("cannot speak english well", 5)):
        rows[1][at[name]] = str(int(rows[1][at[name]]) + change)
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream, lineterminator="\n", quoting=csv.QUOTE_ALL).writerows(rows)


def test_a_file_that_is_replaced_under_its_name_is_read_anew(county):
    folder = county(FILE)
    before = people()
    move_five(folder / FILE)
    changed = {key: number - before[key] for key, number in people().items() if number != before[key]}
    assert sorted(changed.values()) == [-5, 5]


def test_a_file_that_comes_or_goes_is_seen(county):
    folder = county(FILE)
    content, before = (folder / FILE).read_bytes(), people()
    (folder / FILE).unlink()
    assert people() == {}
    (folder / "again").mkdir()
    (folder / "again" / FILE).write_bytes(content)
    assert people() == before


def test_what_a_notebook_does_to_a_table_changes_no_other(county):
    county(FILE)
    before, mine = people(), tables.census.proficiency("sampleshire")
    mine["residents_3_plus"] = 0
    mine.loc[:, "area_name"] = "Elsewhere"
    assert people() == before
    assert "Elsewhere" not in set(tables.census.proficiency("sampleshire")["area_name"])


def test_a_table_is_worked_out_once_of_the_same_files_and_anew_by_quarter(county, monkeypatch):
    county(FILE)
    times, real = [], census.topic.__wrapped__

    @lookups.once_a_folder
    def topic(area, table, by, labels=True, partial=False):
        times.append(table)
        return real(area, table, by, labels)

    monkeypatch.setattr(census, "topic", topic)
    before = people()
    assert people() == before and times == ["TS029"]
    monkeypatch.setenv(settings.AS_OF_VARIABLE, "2030-Q1")
    assert people() == before and times == ["TS029", "TS029"]
