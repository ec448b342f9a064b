"""Recounting a series: on purpose, whole, with a reason, and without telling what was hidden."""

import json
import shutil

import pytest

from analysis import extracts, settings
from analysis.derived import protection
from analysis.disclosure.attack import attack
from analysis.errors import InputError
from analysis.publish.report import publishing, verify
from analysis.release import solve
from analysis.sources import inventory
from sampleshire import STAMP
from tests.commands import ran, refused
from tests.publish.report.an_edition import Office, only_these_tables, tabulation

COLUMNS = """
area = "sampleshire"

[victims.our_police]
files = ["victims_{quarter}.csv"]
supplier = "Our Police"

[victims.our_police.fields.quarter]
headings = ["Created"]
dates = ["%Y-%m-%d"]

[victims.our_police.fields.district]
headings = ["District name"]
"""
DISTRICTS = ("Hethering-on-Wend", "Larkmere", "North Larkmere", "Quarrowby")
# Small, and hidden with another: North Larkmere in the first quarter, Larkmere in the second.
FIRST = {"2025-Q3": (20, 15, 2, 30), "2025-Q4": (21, 3, 12, 31)}
# The next extract corrects the second quarter by one victim, the one after both.
SECOND = {"2025-Q3": (20, 15, 2, 30), "2025-Q4": (21, 3, 12, 32), "2026-Q1": (19, 14, 13, 29)}
THIRD = {"2025-Q3": (22, 15, 2, 30), "2025-Q4": (21, 6, 12, 32), "2026-Q1": (19, 14, 13, 28)}
REASON = "The force moved victims to the district where they were harmed, from October 2025 on."


LISTED = {"by_district": tabulation("by_district", last=3)}


class Recounting(Office):
    """An office that receives extracts of the police, and counts them anew."""

    def receives(self, quarter, counted):
        (self.local / "columns.toml").write_text(COLUMNS, encoding="utf-8")
        rows = [
            f"{at.replace('-Q1', '-02-01').replace('-Q3', '-08-01').replace('-Q4', '-11-01')},{district}"
            for at, numbers in counted.items()
            for district, number in zip(DISTRICTS, numbers, strict=True)
            for _ in range(number)
        ]
        text = "\n".join(["Created,District name", *rows, ""])
        (self.local / f"victims_{quarter}.csv").write_text(text, encoding="utf-8")

    def revises(self, edition="second", reason=REASON):
        return self.publishes(edition, "2026-Q1", revise="victims", reason=reason)

    def shown(self, edition, quarter):
        """Return {district: figure or marker} of a quarter in an edition."""
        cells = self.document(edition)["tabulations"]["by_district"]["cells"]
        return {labels[0]: value for period, labels, value in cells if period == quarter}

    def counts(self):
        return {path.name: path.read_bytes() for path in sorted(self.local.rglob("counts/**/*.csv"))}


@pytest.fixture(scope="module")
def begun(tmp_path_factory, sampleshire_folder):
    """Return the folder of an office with an edition as of 2025-Q4 that is published."""
    home = tmp_path_factory.mktemp("begun")
    inputs = home / "inputs"
    inputs.mkdir()
    for path in (sampleshire_folder / STAMP, *sampleshire_folder.glob("census2021/*ts007*")):
        shutil.copy(path, inputs)
    with pytest.MonkeyPatch.context() as patch:
        only_these_tables(patch, LISTED)
        made = Recounting(home, inputs)
        made.receives("2025-Q4", FIRST)
        made.publishes("first", "2025-Q4")
    inventory.forget()
    return home


@pytest.fixture
def office(tmp_path, begun, monkeypatch):
    """Return an office of its own with that edition, and the extract of 2026-Q1."""
    only_these_tables(monkeypatch, LISTED)
    shutil.copytree(begun, tmp_path, dirs_exist_ok=True)
    made = Recounting(tmp_path, tmp_path / "inputs")
    made.receives("2026-Q1", SECOND)
    yield made
    inventory.forget()


def test_a_revision_shows_new_figures_and_its_reason_and_hides_what_was_hidden(office):
    before = office.counts()
    office.revises()
    first, second = office.shown("first", "2025-Q4"), office.shown("second", "2025-Q4")
    assert second["Quarrowby"] == 32
    hidden = {name for name, value in first.items() if value == "[c]"}
    assert "Larkmere" in hidden and len(hidden) > 1
    assert hidden == {name for name, value in second.items() if value == "[c]"}
    assert office.shown("second", "2025-Q3") == office.shown("first", "2025-Q3")
    document = office.ledger().documents[-1]
    assert document["revised"] == {"victims": {"2025-Q4": "second"}}, "the other quarter did not change"
    assert document["revisions"] == [{"source": "victims", "edition": "second", "reason": REASON}]
    manifest = json.loads((office.reports / "sampleshire/second/manifest.json").read_text(encoding="utf-8"))
    assert manifest["revisions"] == document["revisions"]
    # The counts from before stay, and without a build a notebook counts as the revision did.
    files, kept = office.ledger().every_count("victims"), office.ledger().counts("victims")
    assert before.items() < office.counts().items() and set(files.values()) == set(office.counts())
    assert set(files) == {"2025-Q3", "2025-Q4", "2025-Q4 as revised in second", "2026-Q1"}
    assert kept["2025-Q4"] == files["2025-Q4 as revised in second"] != kept["2025-Q3"]
    with settings.serving(settings.Run(local=office.local)):
        assert extracts.stored("sampleshire") == kept


def test_later_editions_count_as_the_revision_did_and_say_so(office):
    office.revises()
    office.receives("2026-Q2", THIRD)
    office.publishes("third", "2026-Q1")
    assert office.shown("third", "2025-Q4") == office.shown("second", "2025-Q4")
    assert office.shown("third", "2025-Q3") == office.shown("first", "2025-Q3")
    ((revision),) = office.ledger().documents[-1]["revisions"]
    assert revision["edition"] == "second" and revision["published_on"]
    lines, safe = verify.attacked_reports(office.reports)
    assert safe and "3 editions" in lines[0]
    assert any(line.startswith(f"victims was recounted in edition second: {REASON}") for line in lines)


def test_a_series_can_be_revised_again(office):
    office.revises()
    office.receives("2026-Q1", THIRD)
    office.revises("third", "Records were merged.")
    held = office.ledger()
    assert held.revised("victims") == {"2025-Q3": "third", "2025-Q4": "third", "2026-Q1": "third"}
    assert [one["edition"] for one in held.revisions] == ["second", "third"]
    assert office.shown("third", "2025-Q3")["Hethering-on-Wend"] == 22
    assert verify.attacked_reports(office.reports)[1]
    assert set(held.every_count("victims")) == {
        *("2025-Q3", "2025-Q3 as revised in third"),
        *("2025-Q4", "2025-Q4 as revised in second", "2025-Q4 as revised in third"),
        *("2026-Q1", "2026-Q1 as revised in third"),
    }


def test_nothing_is_kept_or_written_before_the_edition_is_published(office):
    counts, held = office.counts(), office.ledger()
    for _ in range(2):
        office.builds(None, "2026-Q1", revise="victims", reason=REASON)
        revised = office.builds("second", "2026-Q1", revise="victims", reason=REASON)
    # A chapter counts from the extract in hand.
    assert set(solve.in_force(held, revised)["victims"]) == {"2025-Q3"}
    assert office.counts() == counts and office.ledger() == held
    # The same draft can still be built without it: a quarter stays as it was first published.
    office.publishes("second", "2026-Q1")
    assert office.shown("second", "2025-Q4") == office.shown("first", "2025-Q4")
    assert office.shown("second", "2025-Q4")["Quarrowby"] == 31


def test_the_methods_page_lists_what_was_revised(office):
    with office.in_a_chapter("first"):
        assert protection.revisions("sampleshire").empty
    office.revises()
    with office.in_a_chapter("second"):
        told = protection.revisions("sampleshire")
    told = told[["counted_anew_in", "published_on", "reason"]].to_numpy().tolist()
    assert told == [["second", "this edition", REASON]]


@pytest.mark.parametrize(
    ("revise", "reason", "told"),
    [
        ("victims", None, "a revision has a reason, which every later edition prints"),
        ("victims", "...", "a revision has a reason"),
        ("victims", "Because " * 50, "longer than 300 characters"),
        ("victims", "Half of them: ½.", "the reason holds a figure"),
        ("victims", "Records of one of 2003 people were merged.", "the reason holds a figure"),
        ("victims", "Records were \u202ederegem\u202c.", "a character that cannot be seen"),
        (None, REASON, "A reason is given and nothing to revise"),
        ("victms", REASON, 'There is no series "victms" to revise. Nearest: "victims"'),
        ("asylum_support", REASON, "asylum_support: no edition has published a quarter of it"),
    ],
)
def test_a_revision_that_cannot_be_says_what_to_do(office, revise, reason, told):
    held = office.ledger()
    with pytest.raises(InputError) as fault:
        office.builds("second", "2026-Q1", revise=revise, reason=reason)
    assert told in str(fault.value)
    assert not (office.reports / "sampleshire" / "second").exists() and office.ledger() == held


def without(pattern):
    """Return what removes an office's files of these names."""
    return lambda office: [path.unlink() for path in office.local.rglob(pattern)]


def the_same_counts(office):
    office.receives("2026-Q1", FIRST | {"2026-Q1": (19, 14, 13, 29)})


def no_file_of_a_quarter(office):
    without("victims_2025-Q4.csv")(office)
    office.receives("2026-Q1", {quarter: SECOND[quarter] for quarter in ("2025-Q4", "2026-Q1")})


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (the_same_counts, "give the counts that were published, so that there is nothing"),
        (no_file_of_a_quarter, "whole or not at all, and no file in hand holds 2025-Q3"),
        (without("counts/**/*.csv"), "nobody can tell what the old figures and the new ones give away"),
        (without("victims_*.csv"), r"cannot be recounted\. No file of it is among those"),
    ],
)
def test_a_revision_wants_other_counts_whole_and_those_from_before_it(office, change, told):
    change(office)
    with pytest.raises(InputError, match=told):
        office.builds("second", "2026-Q1", revise="victims", reason=REASON)


def test_a_revised_edition_is_published_as_it_was_built_or_not_at_all(office):
    office.builds("second", "2026-Q1", revise="victims", reason=REASON)
    office.receives("2026-Q1", THIRD)
    with pytest.raises(InputError, match="its inputs or its policy changed since it was built"):
        publishing.publish("second", "sampleshire", **office.places)
    assert office.ledger().editions == ["first"]


def test_a_figure_that_undoes_an_earlier_counting_is_not_built(office, monkeypatch):
    """A quarter that did not change, hidden with another district than before: each edition is safe alone."""
    first = office.shown("first", "2025-Q3")
    (partner,) = [name for name, value in first.items() if value == "[c]" and name != "North Larkmere"]
    another = next(name for name in first if first[name] != "[c]" and name != "Total")
    true = {"Total": sum(FIRST["2025-Q3"]), **dict(zip(DISTRICTS, FIRST["2025-Q3"], strict=True))}
    solved = solve.solved

    def loosened(*arguments):
        document, counts = solved(*arguments)
        of_victims = document["tabulations"].get("by_district", {"cells": []})  # solved beside the others
        for cell in of_victims["cells"]:
            if cell[0] == "2025-Q3" and cell[1] in ([partner], [another]):
                cell[2] = true[partner] if cell[1] == [partner] else "[c]"
        assert attack([document]).safe
        return document, counts

    monkeypatch.setattr(solve, "solved", loosened)
    with pytest.raises(InputError, match=r"attack found a hidden cell[\s\S]*North Larkmere: exactly 2"):
        office.builds("second", "2026-Q1", revise="victims", reason=REASON)


def test_the_command_passes_both_on(office):
    common = ["build", "--edition", "second", "--as-of", "2026-Q1", "--inputs", office.places["inputs"]]
    common += ["--out", office.reports, "--local", office.local, "--revise", "victims"]
    assert "a revision has a reason" in refused(*common)
    assert "victims was recounted in edition second" in ran(*common, "--reason", REASON)
    assert office.shown("second", "2025-Q4")["Quarrowby"] == 32
