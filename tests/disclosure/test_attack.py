"""The attack finds each kind of leak, names what told it, and finds nothing where nothing leaks."""

import importlib
import json

import pytest

from analysis.disclosure import document as documents
from analysis.disclosure.attack import attack, attack_reports
from analysis.errors import InputError

from .small_releases import document, policy, together

attacking = importlib.import_module("analysis.disclosure.attack")
H, GONE = "[c]", "[x]"
YEARS = {
    "2025-Q4": [f"2025-Q{number}" for number in (1, 2, 3, 4)],
    "2026-Q1": ["2025-Q2", "2025-Q3", "2025-Q4", "2026-Q1"],
}


def year(edition):
    return {f"year ending {edition}": YEARS[edition]}


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


def test_a_small_figure_that_is_shown_is_found():
    found = attack([document({"East": 4, "West": 30, "Total": 34}, ["district"])])
    assert not found.safe
    assert "East = 4" in found.shown_small[0]


def two_sources(relations=()):
    """Return an edition in which one of two sources hides a cell that its total gives away."""
    leaking = document({"East": H, "West": 30, "Total": 33}, ["district"])
    sound = document({"Yes": 20, "No": 13, "Total": 33}, ["sex"], name="needs_by_sex")
    (entry,) = sound["tabulations"].values()
    held = leaking["tabulations"] | {"needs_by_sex": entry | {"source": "needs", "unit": "client_needs"}}
    return leaking | {"tabulations": held, "relations": list(relations)}


def test_each_source_is_attacked_for_itself_and_every_finding_is_told(monkeypatch):
    attacked, linked = [], attacking.linked
    monkeypatch.setattr(
        attacking,
        "linked",
        lambda documents: (
            attacked.append([list(one["tabulations"]) for one in documents]) or linked(documents)
        ),
    )
    found = attack([two_sources()])
    assert sorted(attacked) == [[["needs_by_sex"]], [["table"]]]
    assert found.hidden == 1 and found.editions == 1
    assert [(one.labels, one.lower, one.upper) for one in found.narrowed] == [(("East",), 3, 3)]


def test_sources_that_a_stated_relation_could_join_are_attacked_together(monkeypatch):
    attacked = []
    monkeypatch.setattr(attacking, "_attack", lambda documents: attacked.append(documents))
    attack([two_sources([{"words": "as many"}])])
    assert [sorted(one["tabulations"]) for (one,) in attacked] == [["needs_by_sex", "table"]]


@pytest.mark.parametrize(("victims", "safe"), [(0, True), (1, False), (4, False), (5, True)])
def test_both_sides_of_the_threshold(victims, safe):
    shown = {"East": victims, "West": 30, "Total": 30 + victims}
    assert attack([document(shown, ["district"])]).safe is safe


def test_a_cell_that_is_hidden_alone_is_worked_out_from_its_total():
    found = attack([document({"East": H, "West": 30, "Total": 33}, ["district"])])
    (one,) = found.narrowed
    assert (one.labels, one.lower, one.upper) == (("East",), 3, 3)
    assert "West" in str(one) and "Total" in str(one) and "exactly 3" in str(one)
    assert "1 of them narrowed" in str(found) or "1 hidden cells" in str(found)


def test_a_margin_left_in_gives_away_the_pattern():
    honest = [("West", "Total"), ("Total", "Male")]
    assert attack([document(square(INNER, MARGINS), BY)]).safe
    shown = [*MARGINS, ("West", "Male"), ("East", "Male"), ("West", "Female")]
    assert not attack([document(square(INNER, shown), BY)]).safe
    assert attack([document(square(INNER, honest), BY)]).safe


def test_two_hidden_cells_that_add_up_to_two_are_known():
    found = attack([document({"East": H, "West": H, "North": 9, "Total": 11}, ["district"])])
    assert {one.labels for one in found.narrowed} == {("East",), ("West",)}
    assert all((one.lower, one.upper) == (1, 1) for one in found.narrowed)


def test_the_same_two_cells_are_safe_from_somebody_who_does_not_know_that_zeros_are_shown():
    rules = policy(criterion="interval")
    cells = {"East": H, "West": H, "North": 9, "Total": 11}
    assert attack([document(cells, ["district"], rules=rules)]).safe


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
    first = document(
        {"East": 0, "Total": 0},
        ["district"],
        edition="2025-Q4",
        periods={"2025-Q1": ["2025-Q1"]},
        name="quarter",
    )
    new = document({"East": 22, "Total": 22}, ["district"], periods=year("2026-Q1"))
    found = attack([together(old, first), new])
    assert [(one.period, one.lower, one.upper) for one in found.narrowed] == [("2026-Q1", 2, 2)] * len(
        found.narrowed
    )
    assert found.narrowed
    assert any("year ending 2025-Q4" in one for one in found.narrowed[0].because)


def test_districts_give_away_the_county():
    county = {"Theft": H, "Robbery": H, "Total": 50}
    inner = {("East", "Theft"): 3, ("East", "Robbery"): 7, ("West", "Theft"): 0, ("West", "Robbery"): 40}
    cells = {**inner, ("East", "Total"): 10, ("West", "Total"): 40, ("Total", "Total"): 50}
    cells |= {("East", "Theft"): H, ("East", "Robbery"): 7, ("Total", "Theft"): H, ("Total", "Robbery"): 47}
    found = attack(
        [
            together(
                document(county, ["offence_group"], name="county"),
                document(cells, ["district", "offence_group"], name="districts"),
            )
        ]
    )
    assert not found.safe


def test_a_share_gives_away_its_count():
    cells = {"East": H, "West": H, "Total": 40}
    assert attack([document(cells, ["district"])]).safe
    # 7.5 % of 40, printed to one decimal.
    share = {
        "what": "share of East in all, 7.5 %",
        "terms": [["table", "2026-Q1", ["East"], 100]],
        "lower": 40 * 7.45,
        "upper": 40 * 7.55,
    }
    found = attack([document(cells, ["district"], relations=[share])])
    assert any((one.labels, one.lower, one.upper) == (("East",), 3, 3) for one in found.narrowed)
    assert any("share of East" in reason for one in found.narrowed for reason in one.because)


def test_a_rounded_standardised_rate_is_a_relation():
    cells = {"East": H, "North": H, "West": H, "Total": 60}
    assert attack([document(cells, ["district"])]).safe
    rate = {
        "what": "standardised rate",
        "terms": [["table", "2026-Q1", ["East"], 0.71], ["table", "2026-Q1", ["North"], 0.013]],
        "lower": 2.2,
        "upper": 2.3,
    }
    found = attack([document(cells, ["district"], relations=[rate])])
    assert any(one.labels == ("East",) for one in found.narrowed)
    assert any("standardised rate" in reason for one in found.narrowed for reason in one.because)


def test_a_sentence_is_a_relation():
    cells = {"East": H, "West": H, "Total": 40}
    words = {"what": "two of the forty", "terms": [["table", "2026-Q1", ["East"], 1]], "lower": 2, "upper": 2}
    assert not attack([document(cells, ["district"], relations=[words])]).safe
    vague = {**words, "what": "fewer than half", "lower": None, "upper": 19.5}
    assert attack([document(cells, ["district"], relations=[vague])]).safe


def test_a_relation_of_a_cell_that_nobody_prints_is_refused():
    words = {"what": "x", "terms": [["table", "2026-Q1", ["South"], 1]], "lower": 2, "upper": 2}
    with pytest.raises(InputError, match="South"):
        attack([document({"East": H, "West": H, "Total": 40}, ["district"], relations=[words])])


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


def test_a_marker_where_nothing_is_left_fits_no_world():
    assert attack([document({"East": H, "West": 30, "Total": 30}, ["district"])]).unsolvable


def test_a_year_below_its_quarters_fits_no_world():
    old = document({"East": 20, "Total": 20}, ["district"], periods={"2025-Q4": ["2025-Q4"]}, name="quarter")
    new = document({"East": 12, "Total": 12}, ["district"], periods=year("2026-Q1"))
    assert attack([together(old, new)]).unsolvable


def test_whole_numbers_are_known():
    """Twice a hidden count is between 5 and 7: in whole numbers it is 3."""
    cells = {"East": H, "West": H, "Total": 40}
    words = {"what": "half", "terms": [["table", "2026-Q1", ["East"], 2]], "lower": 5, "upper": 7}
    found = attack([document(cells, ["district"], relations=[words])])
    assert {(one.lower, one.upper) for one in found.narrowed} >= {(3, 3)}


def test_a_rounded_figure_is_a_range():
    rules = policy(rounding=5)
    shown = {"East": H, "West": 30, "Total": 35}
    assert attack([document(shown, ["district"], rules=rules)]).safe
    assert not attack([document({"East": H, "West": 30, "Total": 33}, ["district"])]).safe


def test_a_large_cell_may_be_known():
    assert attack([document({"East": H, "West": 30, "Total": 36}, ["district"])]).safe


def test_a_period_that_is_not_available_says_nothing():
    found = attack([document({"East": GONE, "West": GONE, "Total": GONE}, ["district"])])
    assert found.safe and found.hidden == 0


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (lambda made: made.pop("policies"), "policies: expected a value"),
        (lambda made: made["tabulations"]["table"]["cells"].pop(), "is missing"),
        (lambda made: made["tabulations"]["table"]["cells"].append(["2026-Q1", ["East"], 7]), "twice"),
        (
            lambda made: made["tabulations"]["table"]["cells"][0].__setitem__(2, -1),
            "table.cells: expected 0 or more",
        ),
        (
            lambda made: made["tabulations"]["table"]["cells"][0].__setitem__(2, "7"),
            "table.cells: expected a whole number",
        ),
        (
            lambda made: made["tabulations"]["table"]["cells"][0].__setitem__(2, True),
            "table.cells: expected a whole number",
        ),
        (lambda made: made["tabulations"]["table"]["cells"][0].__setitem__(0, "2027"), "one of its periods"),
        (lambda made: made["tabulations"]["table"]["cells"][0].__setitem__(1, []), "one label for each"),
        (lambda made: made["tabulations"]["table"].__setitem__("policy", "none"), "not in the document"),
        (lambda made: made["policies"]["victims"].__setitem__("hide_below", "5"), "hide_below"),
        (
            lambda made: made["tabulations"]["table"]["periods"].__setitem__("2026-Q1", ["2026"]),
            "table.periods",
        ),
    ],
)
def test_a_document_that_cannot_be_is_refused_with_its_place(spoil, told):
    made = document({"East": 7, "West": 30, "Total": 37}, ["district"])
    spoil(made)
    with pytest.raises(InputError, match=r"2026-Q1|edition") as fault:
        attack([made])
    assert told in str(fault.value)


def test_the_attack_reads_nothing_that_knows_a_count():
    import subprocess
    import sys

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


def test_over_two_areas_the_sum_of_the_hidden_cells_and_of_the_editions_is_told(reports):
    folder = reports(document(SAFE, ["district"]), ROWS)
    reports(document(SAFE, ["district"]), ROWS, "second")  # a draft beside it: one of the two is published
    three = {"East": H, "West": H, "North": H, "Total": 40}
    reports(document(three, ["district"]), [*ROWS, "2026-Q1,North,[c]"], area="kent")
    found = attack_reports(folder)
    assert found.safe and (found.hidden, found.editions) == (2 + 3, 2)
    assert str(found).startswith("5 hidden cells over 2 editions, 0 of them narrowed")


def test_a_draft_that_leaks_is_found(reports):
    folder = reports(document({"East": H, "West": 37, "Total": 40}, ["district"]), [])
    assert not attack_reports(folder).safe


@pytest.mark.parametrize("row", ["2026-Q1,East,3", "2026-Q1,Total,41", "2026-Q1,East,40"])
def test_a_csv_that_says_what_the_document_does_not_is_found(reports, row):
    folder = reports(document(SAFE, ["district"]), [*ROWS[:2], row])
    found = attack_reports(folder)
    assert not found.safe and "04-01.csv" in found.astray[0]
    assert "41" not in found.astray[0].replace(str(folder), "")  # its own name may have the number


def test_two_drafts_are_attacked_each_on_its_own(reports):
    reports(document(SAFE, ["district"]), ROWS)
    folder = reports(document({"East": 12, "West": 28, "Total": 40}, ["district"]), [], name="other")
    assert attack_reports(folder).safe


@pytest.mark.parametrize(("after", "attacked"), [([], True), (["2025-Q4"], False)])
def test_a_draft_made_before_an_edition_was_published_is_named_and_not_attacked(reports, after, attacked):
    leak = document({"East": H, "West": 37, "Total": 40}, ["district"])
    folder = reports(leak | {"after": after}, [])
    found = attack_reports(folder)
    assert found.safe is not attacked
    assert bool(found.stale) is not attacked
    if found.stale:
        assert "build it again" in found.stale[0] and found.stale[0] in found.lines()


@pytest.mark.parametrize("after", [None, "2025-Q4", {}, [1], [["2025-Q4"]]])
def test_a_draft_that_does_not_say_what_it_was_built_after_is_named_and_not_clean(reports, after):
    folder = reports(document({"East": H, "West": 37, "Total": 40}, ["district"]), ROWS)
    path = folder / "sampleshire" / "draft" / documents.FILE
    held = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps(held | {"after": after}), encoding="utf-8")
    found = attack_reports(folder)
    assert not found.safe and not found.stale
    assert any(str(path) in line and '"after" is not the list' in line for line in found.astray)


def test_a_draft_that_says_nothing_of_what_it_was_built_after_is_attacked(reports):
    leak = document({"East": H, "West": 37, "Total": 40}, ["district"])
    assert not attack_reports(reports({key: leak[key] for key in leak if key != "after"}, [])).safe


def spoilt(reports, work):
    folder = reports(document(SAFE, ["district"]), ROWS)
    path = folder / "sampleshire" / "draft" / documents.FILE
    held = json.loads(path.read_text(encoding="utf-8"))
    work(held, held["tabulations"]["table"])
    path.write_text(json.dumps(held), encoding="utf-8")
    return folder, path


TERM = ["table", "2026-Q1", ["East"], 1]


@pytest.mark.parametrize(
    ("work", "told"),
    [
        (lambda held, one: held.update(relations=[1]), "relations"),
        (lambda held, one: held.update(relations=None), "relations"),
        (
            lambda held, one: held.update(relations=[{"what": "A share", "terms": [TERM[:3]]}]),
            "relations",
        ),
        (
            lambda held, one: held.update(relations=[{"what": "A share", "terms": [[[], *TERM[1:]]]}]),
            "relations.0.terms",
        ),
        (
            lambda held, one: held.update(relations=[{"what": "A", "terms": [TERM], "lower": "1"}]),
            "relations.0.lower",
        ),
        (
            lambda held, one: held.update(relations=[{"what": "A", "terms": [[*TERM[:3], 10**400]]}]),
            "relations.0.terms",
        ),
        (lambda held, one: held.update(revisions=[1]), "revisions"),
        (lambda held, one: held.update(revisions=None), "revisions"),
        (lambda held, one: held.update(revisions=[{"source": "victims"}]), "revisions"),
        (lambda held, one: held.update(tabulations=[]), "tabulations"),
        (lambda held, one: held.update(policies=[]), "policies"),
        (
            lambda held, one: held["policies"].update(victims=[]),
            "policies.victims: expected a table of fields",
        ),
        (lambda held, one: held["policies"]["victims"].update(preset=[]), "policies.victims.preset"),
        (
            lambda held, one: held["policies"]["victims"].update(hide_below=10**40),
            "policies.victims.hide_below",
        ),
        (lambda held, one: held.update(edition=["draft"]), "edition"),
        (lambda held, one: held.update(area=None), "area"),
        (lambda held, one: one.update(where=[]), "tabulations.table.where"),
        (lambda held, one: one.update(where={"sex": ["Male"]}), "tabulations.table.where"),
        (lambda held, one: one.update(policy=[]), "tabulations.table.policy"),
        (lambda held, one: one.update(source=[]), "tabulations.table.source"),
        (lambda held, one: one.update(by="district"), "tabulations.table.by"),
        (lambda held, one: one.update(by=["district", "district"]), "tabulations.table.by"),
        (lambda held, one: one.update(periods=["2026-Q1"]), "tabulations.table.periods"),
        (lambda held, one: one.update(periods={"2026-Q1": None}), "tabulations.table.periods"),
        (lambda held, one: one.update(cells={}), "tabulations.table.cells"),
        (lambda held, one: one["cells"][0].__setitem__(0, []), "tabulations.table.cells"),
        (lambda held, one: one["cells"][0].__setitem__(2, 10**40), "tabulations.table.cells"),
        (
            lambda held, one: one["cells"][0].__setitem__(2, 2**53),
            "tabulations.table.cells: expected a number below",
        ),
        (lambda held, one: one["cells"][0].__setitem__(2, []), "whole number"),
    ],
)
def test_an_edited_document_is_refused_with_its_file_and_what_is_wrong(reports, work, told):
    folder, path = spoilt(reports, work)
    with pytest.raises(InputError) as fault:
        attack_reports(folder)
    assert str(path) in str(fault.value) and told in str(fault.value)


def test_the_largest_count_that_is_exact_is_read(reports):
    folder, _ = spoilt(reports, lambda held, one: one["cells"][2].__setitem__(2, 2**53 - 1))
    assert not attack_reports(folder).safe  # its CSV still says 40


def test_a_relation_that_is_whole_is_taken(reports):
    share = {"what": "A share", "terms": [TERM], "lower": 0, "upper": None}
    folder, _ = spoilt(reports, lambda held, one: held.update(relations=[share], revisions=[]))
    assert attack_reports(folder).safe


NOT_JSON = ['{"figures": [', '{"figures": NaN}', '{"figures": 1e999}', "[" * 100_000, f"[{'1' * 5000}]"]


@pytest.mark.parametrize("text", NOT_JSON)
@pytest.mark.parametrize("name", [documents.FILE, "manifest.json"])
def test_what_is_no_json_is_refused_with_its_file(reports, name, text):
    folder = reports(document(SAFE, ["district"]), ROWS)
    path = folder / "sampleshire" / "draft" / name
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match="is not JSON") as fault:
        attack_reports(folder)
    assert str(path) in str(fault.value)


@pytest.mark.parametrize(
    ("held", "told"),
    [
        ([], "is not the manifest"),
        ({"figures": None}, '"figures" is not a list'),
        ({"figures": [1]}, 'entry 1 of "figures"'),
        ({"figures": [{"tabulation": []}]}, 'entry 1 of "figures"'),
        ({"figures": [{"tabulations": ["table"], "files": [1]}]}, 'entry 1 of "figures"'),
    ],
)
def test_an_edited_manifest_is_refused_with_its_file_and_what_is_wrong(reports, held, told):
    folder = reports(document(SAFE, ["district"]), ROWS)
    path = folder / "sampleshire" / "draft" / "manifest.json"
    path.write_text(json.dumps(held), encoding="utf-8")
    with pytest.raises(InputError) as fault:
        attack_reports(folder)
    assert str(path) in str(fault.value) and told in str(fault.value)


@pytest.mark.parametrize("row", ["2026-Q1,East", "2026-Q1,East,[c],7"])
def test_a_csv_with_a_row_of_another_length_is_found(reports, row):
    found = attack_reports(reports(document(SAFE, ["district"]), [*ROWS, row]))
    assert not found.safe and "04-01.csv" in found.astray[0]


def test_a_table_without_its_unit_does_not_let_its_csv_pass(reports):
    folder, _ = spoilt(reports, lambda held, one: one.pop("unit"))
    assert not attack_reports(folder).safe


def test_a_folder_that_is_not_there_is_named(tmp_path):
    with pytest.raises(InputError, match="no such folder"):
        attack_reports(tmp_path / "none")
