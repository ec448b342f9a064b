"""Assumptions with their sources: what is not found says so, and what may not stand is refused."""

import pytest

from analysis import settings, tables
from analysis.errors import InputError
from analysis.extracts import logs
from analysis.tables.declaration import columns
from analysis.tables.people.status import StatusFigures, assumptions
from sampleshire import status
from tests.sources.refusals import refusal
from tests.tables.edits import line_of, replace

FOUND = {
    "called": '"Share who seek help"',
    "serves_for": '"who seeks help"',
    "low_pct": "12",
    "high_pct": "31",
    "shape": '"every value alike"',
    "source": '"A survey, 2024"',
    "year": "2024",
    "measured_on": '"a sample of all residents"',
    "population": '"those aged 16 and over"',
    "not_for": '"one person"',
    "could_come_from": '"A survey"',
}
LOST = {
    "called": '"Something"',
    "serves_for": '"who may have no recourse"',
    "low_pct": '"not found"',
    "high_pct": '"not found"',
    "looked_at": '"Nothing was found."',
    "could_come_from": '"A survey"',
}
SECRET = "Notaperson"


def written(folder, name="seek_help", **changes):
    """Write a whole file in which one assumption is found, with changes, and return its path."""
    entries = dict.fromkeys(logs.columns("status_assumptions")["assumption"].choices, LOST)
    entries[name] = {key: value for key, value in (FOUND | changes).items() if value is not None}
    texts = [
        "\n".join([f"[{one}]", *(f"{key} = {value}" for key, value in entry.items())])
        for one, entry in entries.items()
    ]
    path = folder / "status_assumptions.toml"
    path.write_text("\n".join(texts) + "\n", encoding="utf-8")
    return path


def test_a_range_that_is_found_stands_beside_those_that_are_not(tmp_path):
    rows = assumptions(written(tmp_path)).set_index("assumption")
    assert rows.loc["seek_help", ["low_pct", "high_pct", "status"]].tolist() == [12, 31, "shown"]
    assert (rows.drop("seek_help")["status"] == "not available").all()
    assert rows.drop("seek_help")["method"].str.startswith("not found: ").all()


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"source": None}, 'the field "source" is missing'),
        ({"source": '" "'}, "field \"source\": found ' ', expected text that is not blank"),
        ({"low_pct": "32"}, "low end is above the high end"),
        ({"low_pct": "31"}, "both ends are alike"),
        ({"high_pct": "100.5"}, "beyond 100 per cent"),
        ({"low_pct": "-1"}, "found -1"),
        ({"low_pct": '"12"'}, "found '12', expected a number"),
        ({"low_pct": '"not found"'}, 'one end is "not found" and the other is not'),
        ({"shape": '"every valu alike"'}, 'Nearest: "every value alike"'),
        ({"shape": '"every doubling alike"', "low_pct": "0"}, "above zero"),
        ({"measured": '"x"'}, 'unknown field "measured". Nearest: "measured_on"'),
    ],
)
def test_what_may_not_stand_is_refused_by_file_and_entry(tmp_path, changes, says):
    message = refusal(assumptions, written(tmp_path, **changes))
    assert message.startswith("status_assumptions.toml, [seek_help]")
    assert says in message


def test_a_hundred_per_cent_is_let_in_and_a_change_may_be_beyond(tmp_path):
    assert len(assumptions(written(tmp_path, high_pct="100"))) == 9
    path = written(tmp_path, "changed_since_census", high_pct="140", serves_for='"change since the census"')
    assert len(assumptions(path)) == 9


def test_a_caseload_is_refused_for_how_frequent_abuse_is(tmp_path):
    path = written(
        tmp_path,
        "prevalence_of_abuse",
        serves_for='"how frequent abuse is"',
        measured_on='"people who came to a service"',
    )
    with pytest.raises(InputError, match=r"\[prevalence_of_abuse\].*never came"):
        assumptions(path)


def test_an_unknown_assumption_is_refused_with_the_nearest_a_missing_by_name(tmp_path):
    path = written(tmp_path)
    text = path.read_text(encoding="utf-8")
    replace(path, "[seek_help]", "[seeks_help]")
    with pytest.raises(InputError, match=r'\[seeks_help\].*Nearest: "seek_help"'):
        assumptions(path)
    path.write_text(text[: text.index("[seek_help]")], encoding="utf-8")
    with pytest.raises(InputError, match='"seek_help" is missing'):
        assumptions(path)


# The project's own, and the office's


def test_for_real_areas_nothing_is_filled_in_that_was_not_found():
    rows = assumptions(settings.data("reference", "status_assumptions.toml"))
    assert (rows["status"] == "not available").all() and rows[["low_pct", "high_pct"]].isna().all(axis=None)
    assert rows["method"].str.len().min() > 30 and rows["could_come_from"].str.len().min() > 10


def test_figures_that_may_not_stand_for_one_each_say_why():
    found = tables.people.status_figures("warwickshire")
    assert list(found.columns) == columns(StatusFigures) and len(found) == 5
    assert found["may_not_be_used_for"].str.len().min() > 30
    # Details that the police shared were counted as a caseload of those who came to a service.
    shared = found.loc[found["says"].str.contains("details shared"), "measured_on"]
    assert shared.tolist() == ["police records of details shared"]
    invented = tables.people.status_figures("sampleshire")
    assert len(invented) == 1 and invented["source"].str.startswith("Invented").all()
    assert len(tables.people.status_figures("gwent")) == 4  # one is of Warwickshire alone


@pytest.fixture
def office(county, office_folder):
    county()

    def write(name="", row=""):
        status.write(office_folder)
        path = office_folder / "status_assumptions.csv"
        if row:
            replace(path, line_of(path, f"{name},"), row + "\n")
        return tables.people.status_assumptions("sampleshire")

    return write


def test_the_offices_own_ranges_take_their_places(office):
    rows = office()
    assert (rows["status"] == "shown").all() and len(rows) == 9
    assert rows["source"].str.startswith("Invented").all()
    assert rows["year"].str.fullmatch(r"20\d\d").all()


def test_an_invented_county_without_its_own_has_none(county, tmp_path, monkeypatch):
    county()
    monkeypatch.setenv(settings.LOCAL_VARIABLE, str(tmp_path / "none"))
    rows = tables.people.status_assumptions("sampleshire")
    assert (rows["status"] == "not available").all()
    assert "invented" in rows["method"].iloc[0] and "council" not in " ".join(rows["method"])


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ("seek_help,31,12,every value alike,{s},2025,all residents,{s},one person", "above the high end"),
        ("seek_help,12,130,every value alike,{s},2025,all residents,{s},one person", "beyond 100"),
        (
            "prevalence_of_abuse,3,9,every value alike,{s},2025,people who came to a service,{s},one person",
            "never came",
        ),
    ],
)
def test_what_the_office_writes_wrongly_is_refused_by_row_and_never_by_value(office, row, says):
    message = refusal(office, row.split(",")[0], row.format(s=SECRET))
    assert "status_assumptions.csv" in message and says in message
    assert SECRET not in message
