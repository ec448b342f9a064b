"""The attack finds each kind of leak, names what told it, and finds nothing where nothing leaks."""

import importlib
import json
import subprocess
import sys

import pytest

from analysis.disclosure import document as documents
from analysis.disclosure.attack import attack, attack_reports
from analysis.errors import InputError

from .small_releases import document, policy, together, year

attacking = importlib.import_module("analysis.disclosure.attack")
H, GONE = "[c]", "[x]"


def square(inner, shown=()):
    """Return a table of two by two with its totals, every cell hidden but those that `shown` names."""
    found = dict(inner)
    for row in ("East", "West"):
        found[row, "Total"] = inner[row, "Female"] + inner[row, "Male"]
    for column in ("Female", "Male", "Total"):
        found["Total", column] = found["East", column] + found["West", column]
    return {key: value if key in shown else H for key, value in found.items()}


INNER = {("East", "Female"): 3, ("East", "Male"): 20, ("West", "Female"): 30, ("West", "Male"): 40}
MARGINS = [("East", "Total"), ("West", "Total"), ("Total", "Female"), ("Total", "Male"), ("Total", "Total")]
BY = ["district", "sex"]


def test_each_source_is_attacked_for_itself_and_every_finding_is_told(monkeypatch):
    leaking = document({"East": H, "West": 30, "Total": 33}, ["district"])
    sound = document({"Yes": 20, "No": 13, "Total": 33}, ["sex"], name="needs_by_sex")
    (entry,) = sound["tabulations"].values()
    held = leaking["tabulations"] | {"needs_by_sex": entry | {"source": "needs", "unit": "client_needs"}}
    attacked, linked = [], attacking.linked

    def watched(documents):
        attacked.append([list(one["tabulations"]) for one in documents])
        return linked(documents)

    monkeypatch.setattr(attacking, "linked", watched)
    found = attack([leaking | {"tabulations": held}])
    assert sorted(attacked) == [[["needs_by_sex"]], [["table"]]]
    assert found.hidden == 1 and found.editions == 1
    (one,) = found.narrowed
    assert (one.labels, one.lower, one.upper) == (("East",), 3, 3)
    assert "West" in str(one) and "Total" in str(one) and "exactly 3" in str(one)
    assert str(found).startswith("1 hidden cells over 1 edition, 1 of them narrowed")


@pytest.mark.parametrize(("victims", "safe"), [(0, True), (1, False), (4, False), (5, True)])
def test_both_sides_of_the_threshold(victims, safe):
    shown = {"East": victims, "West": 30, "Total": 30 + victims}
    found = attack([document(shown, ["district"])])
    assert found.safe is safe and (safe or f"East = {victims}" in found.shown_small[0])


def test_a_margin_left_in_gives_away_the_pattern():
    honest = [("West", "Total"), ("Total", "Male")]
    assert attack([document(square(INNER, MARGINS), BY)]).safe
    shown = [*MARGINS, ("West", "Male"), ("East", "Male"), ("West", "Female")]
    assert not attack([document(square(INNER, shown), BY)]).safe
    assert attack([document(square(INNER, honest), BY)]).safe


@pytest.mark.parametrize(
    ("cells", "rules", "told"),
    [
        ({"East": H, "West": 30, "Total": 33}, {}, {"East": 3}),
        ({"East": H, "West": 30, "Total": 36}, {}, {}),  # 6 may be known
        ({"East": H, "West": H, "North": 9, "Total": 11}, {}, {"East": 1, "West": 1}),
        # To somebody who does not know that zeros are shown one of the two may be none.
        ({"East": H, "West": H, "North": 9, "Total": 11}, {"criterion": "interval"}, {}),
        ({"East": H, "West": 30, "Total": 35}, {"rounding": 5}, {}),  # a rounded figure is a range
        ({"East": GONE, "West": GONE, "Total": GONE}, {}, {}),
    ],
)
def test_what_one_table_tells_of_its_hidden_cells(cells, rules, told):
    found = attack([document(cells, ["district"], rules=policy(**rules))])
    assert {one.labels[0]: (one.lower, one.upper) for one in found.narrowed} == {
        name: (count, count) for name, count in told.items()
    }
    assert found.safe is (not told) and found.hidden == list(cells.values()).count(H)


def test_a_linked_table_gives_away_what_each_table_hides():
    inner = document(square(INNER, MARGINS), BY, name="both")
    assert attack([inner]).safe
    by_offence = {"Theft": H, "Robbery": 17, "Total": 20}
    men = document(by_offence, ["offence_group"], where={"district": "East", "sex": "Male"}, name="men")
    found = attack([together(inner, men)])
    assert not found.safe, "the total of the second table is a cell of the first"
    assert {one.tabulation for one in found.narrowed} >= {"both"}


def test_an_overlapping_year_and_its_quarters():
    """The new year less the old one is the new quarter less the quarter that dropped out, which is 0."""
    old = document({"East": 20, "Total": 20}, ["district"], edition="2025-Q4", periods=year("2025-Q4"))
    none, first = {"East": 0, "Total": 0}, {"2025-Q1": ["2025-Q1"]}
    first = document(none, ["district"], edition="2025-Q4", periods=first, name="quarter")
    new = document({"East": 22, "Total": 22}, ["district"], periods=year("2026-Q1"))
    found = attack([together(old, first), new]).narrowed
    assert {(one.period, one.lower, one.upper) for one in found} == {("2026-Q1", 2, 2)}
    assert any("year ending 2025-Q4" in one for one in found[0].because)


def test_all_but_a_filter_is_found():
    everybody = document({"East": 22, "West": 40, "Total": 62}, ["district"], name="everybody")
    some = {"East": 20, "West": 20, "Total": 40}
    abuse = document(some, ["district"], where={"domestic_abuse": "yes"}, name="abuse")
    found = attack([together(everybody, abuse)])
    (one,) = found.narrowed
    assert "all but domestic_abuse yes" in one.period and (one.lower, one.upper) == (2, 2)


def test_an_edited_edition_fits_no_world():
    old = document({"East": 20, "West": 30, "Total": 50}, ["district"], edition="2025-Q4")
    assert attack([old]).safe
    edited = document({"East": 20, "West": 31, "Total": 50}, ["district"])
    found = attack([edited])
    assert found.unsolvable and not found.safe
    assert "West" in str(found) or "East" in str(found) or "Total" in str(found)
    found = attack([old, document({"East": 21, "West": 29, "Total": 50}, ["district"])])
    assert "cannot both be right" in found.unsolvable


def test_a_marker_where_nothing_is_left_and_a_year_below_its_quarter_fit_no_world():
    assert attack([document({"East": H, "West": 30, "Total": 30}, ["district"])]).unsolvable
    old = document({"East": 20, "Total": 20}, ["district"], periods={"2025-Q4": ["2025-Q4"]}, name="quarter")
    new = document({"East": 12, "Total": 12}, ["district"], periods=year("2026-Q1"))
    assert attack([together(old, new)]).unsolvable


def test_the_attack_reads_nothing_that_knows_a_count():
    program = (
        "import sys, analysis.disclosure.attack;"
        "print([name for name in sys.modules if 'analysis.extracts' in name or name.endswith('.truth')])"
    )
    made = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert made.stdout.strip() == "[]"


# From files alone ------------------------------------------------------------------------------------------


@pytest.fixture
def reports(tmp_path):
    """Return a function that writes a draft, with one CSV of its table, and gives the folder of reports."""

    def write(made, rows, name="draft", area="sampleshire"):
        folder = tmp_path / "reports" / area / name
        (folder / "data").mkdir(parents=True)
        told = {"after": [], **made, "edition": name}
        (folder / documents.FILE).write_text(documents.text(told), encoding="utf-8")
        (folder / "data" / "04-01.csv").write_text("\n".join(["period,district,victims", *rows, ""]))
        figure = {"name": "04-01", "files": ["data/04-01.csv"], "tabulations": ["table"]}
        (folder / "manifest.json").write_text(json.dumps({"figures": [figure]}))
        return tmp_path / "reports"

    return write


SAFE = {"East": H, "West": H, "Total": 40}
ROWS = ["2026-Q1,East,[c]", "2026-Q1,West,[c]", "2026-Q1,Total,40"]


def test_a_folder_of_reports_is_attacked_from_its_files(reports):
    folder = reports(document(SAFE, ["district"]), ROWS)
    for one in (folder, folder / "sampleshire"):
        found = attack_reports(one)
        assert found.safe and (found.hidden, found.editions) == (2, 1)
    # Drafts beside it are attacked each on its own: one of them is published, and two would tell East.
    reports(document(SAFE, ["district"]), ROWS, "second")
    reports(document({"East": 12, "West": 28, "Total": 40}, ["district"]), [], "other")
    # Over two areas the sum of the hidden cells and of the editions is told.
    three = {"East": H, "West": H, "North": H, "Total": 40}
    reports(document(three, ["district"]), [*ROWS, "2026-Q1,North,[c]"], area="kent")
    found = attack_reports(folder)
    assert found.safe and (found.hidden, found.editions) == (2 + 3, 2)
    assert str(found).startswith("5 hidden cells over 2 editions, 0 of them narrowed")


def spoilt(reports, work, made=None):
    folder = reports(made or document(SAFE, ["district"]), ROWS)
    path = folder / "sampleshire" / "draft" / documents.FILE
    held = json.loads(path.read_text(encoding="utf-8"))
    work(held, held["tabulations"]["table"])
    path.write_text(json.dumps(held), encoding="utf-8")
    return folder, path


@pytest.mark.parametrize("row", ["East,3", "Total,41", "East,40", "East", "East,[c],7"])
def test_a_csv_that_says_what_the_document_does_not_is_found(reports, row):
    found = attack_reports(reports(document(SAFE, ["district"]), [*ROWS[:2], f"2026-Q1,{row}"]))
    assert not found.safe and "04-01.csv" in found.astray[0]
    assert "shows a count" in found.astray[0]


@pytest.mark.parametrize(
    ("after", "stale", "safe"),
    [
        ([], False, False),
        (["2025-Q4"], True, True),
        ("nothing said", False, False),
    ],
)
def test_a_draft_is_attacked_unless_it_was_made_before_an_edition_was_published(reports, after, stale, safe):
    leak = document({"East": H, "West": 37, "Total": 40}, ["district"])
    folder, path = spoilt(reports, lambda held, one: held.update(leak, edition="draft", after=after), leak)
    if after == "nothing said":
        held = json.loads(path.read_text(encoding="utf-8"))
        path.write_text(json.dumps({key: held[key] for key in held if key != "after"}), encoding="utf-8")
    found = attack_reports(folder)
    assert (bool(found.stale), found.safe) == (stale, safe)
    assert not stale or ("build it again" in found.stale[0] and found.stale[0] in found.lines())


@pytest.mark.parametrize(
    ("work", "told"),
    [
        (lambda held, one: held.pop("policies"), "policies: expected a value"),
        (lambda held, one: held["policies"]["victims"].update(hide_below="5"), "policies.victims.hide_below"),
        (lambda held, one: held["policies"]["victims"].update(hide_below=10**40), "victims.hide_below"),
        (lambda held, one: held.update(revisions=[{"source": "victims"}]), "revisions"),
        (lambda held, one: held.update(after=None), "after: expected a"),
        (lambda held, one: one.update(where={"sex": ["Male"]}), "tabulations.table.where"),
        (lambda held, one: one.update(policy="none"), "not in the document"),
        (lambda held, one: one.update(by=["district", "district"]), "tabulations.table.by"),
        (lambda held, one: one["periods"].update({"2026-Q1": ["2026"]}), "table.periods"),
        (lambda held, one: one["cells"].pop(), "is missing"),
        (lambda held, one: one["cells"].append(["2026-Q1", ["East"], 7]), "twice"),
        (lambda held, one: one["cells"][0].__setitem__(0, "2027"), "one of its periods"),
        (lambda held, one: one["cells"][0].__setitem__(1, []), "one label for each"),
        (lambda held, one: one["cells"][0].__setitem__(2, -1), "table.cells: expected 0 or more"),
        (lambda held, one: one["cells"][0].__setitem__(2, "7"), "table.cells: expected a whole number"),
        (lambda held, one: one["cells"][0].__setitem__(2, 2**53), "cells: expected a number below"),
    ],
)
def test_an_edited_document_is_refused_with_its_file_and_what_is_wrong(reports, work, told):
    folder, path = spoilt(reports, work)
    with pytest.raises(InputError) as fault:
        attack_reports(folder)
    assert str(path) in str(fault.value) and told in str(fault.value)


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        (documents.FILE, "[" * 100_000, "is not JSON"),
        ("manifest.json", '{"figures": 1e999}', "is not JSON"),
        ("manifest.json", "[]", "manifest.json: expected a table of fields"),
        ("manifest.json", '{"figures": null}', "figures: expected"),
        ("manifest.json", '{"figures": [1]}', "figures.0: expected a table of fields"),
        ("manifest.json", '{"figures": [{"tabulations": ["table"], "files": [1]}]}', "figures.0.files"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_with_its_name_and_what_is_wrong(reports, name, text, told):
    path = reports(document(SAFE, ["district"]), ROWS) / "sampleshire" / "draft" / name
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as fault:
        attack_reports(path.parents[2])
    assert str(path) in str(fault.value) and told in str(fault.value)


@pytest.mark.parametrize(
    "work",
    [
        lambda one: one["cells"][2].__setitem__(2, 2**53 - 1),  # the largest that is exact; its CSV says 40
        lambda one: one.pop("unit"),
    ],
)
def test_a_table_that_its_csv_does_not_bear_out_is_found(reports, work):
    folder, _ = spoilt(reports, lambda held, one: work(one))
    assert not attack_reports(folder).safe


def test_a_folder_that_is_not_there_is_named(tmp_path):
    with pytest.raises(InputError, match="no such folder"):
        attack_reports(tmp_path / "none")
