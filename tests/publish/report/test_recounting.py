"""Recounting a series: on purpose, whole, with a reason, and without telling what was hidden."""

import json
import shutil
from dataclasses import replace

import pytest
from typer.testing import CliRunner

from analysis import areas, extracts, publish, settings
from analysis.cli import app
from analysis.disclosure import release
from analysis.disclosure.attack import attack
from analysis.errors import InputError
from analysis.publish.report import chapters, publishing, recounting, verify
from analysis.release import handover, solve, statements
from analysis.sources import inventory
from sampleshire import STAMP
from tests.in_process import release_here
from tests.publish.report.an_edition import Office, tabulation
from tests.publish.shelf import make_once

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
FIRST = {
    "2025-Q3": (20, 15, 2, 30),
    "2025-Q4": (21, 3, 12, 31),
}
# The next extract corrects the second quarter by one victim, the one after both.
SECOND = {"2025-Q3": (20, 15, 2, 30), "2025-Q4": (21, 3, 12, 32), "2026-Q1": (19, 14, 13, 29)}
THIRD = {"2025-Q3": (22, 15, 2, 30), "2025-Q4": (21, 6, 12, 32), "2026-Q1": (19, 14, 13, 28)}
REASON = "The force moved victims to the district where they were harmed, from October 2025 on."


LISTED = {"by_district": tabulation("by_district", last=3)}


class Recounting(Office):
    """An office that receives extracts of the police, and counts them anew."""

    def __init__(self, home, inputs):
        super().__init__(home, inputs)
        (self.local / "columns.toml").write_text(COLUMNS, encoding="utf-8")

    def receives(self, quarter, counted):
        rows = [
            f"{at.replace('-Q1', '-02-01').replace('-Q3', '-08-01').replace('-Q4', '-11-01')},{district}"
            for at, numbers in counted.items()
            for district, number in zip(DISTRICTS, numbers, strict=True)
            for _ in range(number)
        ]
        text = "\n".join(["Created,District name", *rows, ""])
        (self.local / f"victims_{quarter}.csv").write_text(text, encoding="utf-8")

    def shown(self, edition, quarter):
        """Return {district: figure or marker} of a quarter in an edition."""
        path = self.reports / "sampleshire" / edition / "tabulations.json"
        cells = json.loads(path.read_text(encoding="utf-8"))["tabulations"]["by_district"]["cells"]
        return {labels[0]: value for period, labels, value in cells if period == quarter}

    def counts(self):
        return {path.name: path.read_bytes() for path in sorted(self.local.rglob("counts/**/*.csv"))}


def only_the_tabulation(patch):
    patch.setattr(chapters, "run_all", lambda *_, **__: [])
    release_here(patch)
    make_once(patch)
    patch.setattr(release, "read", lambda *_, **__: LISTED)
    patch.setattr(release, "listed", lambda: LISTED)


@pytest.fixture(scope="module")
def begun(tmp_path_factory, sampleshire_folder):
    """Return the folder of an office with an edition as of 2025-Q4 that is published."""
    home = tmp_path_factory.mktemp("begun")
    inputs = home / "inputs"
    inputs.mkdir()
    for path in (sampleshire_folder / STAMP, *sampleshire_folder.glob("census2021/*ts007*")):
        shutil.copy(path, inputs)
    with pytest.MonkeyPatch.context() as patch:
        only_the_tabulation(patch)
        made = Recounting(home, inputs)
        made.receives("2025-Q4", FIRST)
        made.publishes("first", "2025-Q4")
    inventory.forget()
    return home


@pytest.fixture
def office(tmp_path, begun, monkeypatch):
    """Return an office of its own with that edition, and the extract of 2026-Q1."""
    only_the_tabulation(monkeypatch)
    shutil.copytree(begun, tmp_path, dirs_exist_ok=True)
    made = Recounting(tmp_path, tmp_path / "inputs")
    made.receives("2026-Q1", SECOND)
    yield made
    inventory.forget()


def test_without_a_revision_a_quarter_stays_as_it_was_first_published(office):
    office.publishes("second", "2026-Q1")
    assert office.shown("second", "2025-Q4") == office.shown("first", "2025-Q4")
    assert office.shown("second", "2025-Q4")["Quarrowby"] == 31


def test_a_revision_shows_the_new_figures_and_its_reason_and_hides_what_was_hidden(office):
    before = office.counts()
    office.publishes("second", "2026-Q1", revise="victims", reason=REASON)
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
    office.publishes("second", "2026-Q1", revise="victims", reason=REASON)
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
    office.publishes("second", "2026-Q1", revise="victims", reason=REASON)
    office.receives("2026-Q1", THIRD)
    office.publishes("third", "2026-Q1", revise="victims", reason="Records were merged.")
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


def test_nothing_is_kept_or_written_down_before_the_edition_is_published(office):
    counts, held = office.counts(), office.ledger()
    for _ in range(2):
        office.builds(None, "2026-Q1", revise="victims", reason=REASON)
        office.builds("second", "2026-Q1", revise="victims", reason=REASON)
    assert office.counts() == counts and office.ledger() == held
    # The same draft can still be built without it.
    office.builds("second", "2026-Q1")
    assert office.shown("second", "2025-Q4")["Quarrowby"] == 31


def test_a_chapter_that_revises_counts_from_the_extract_in_hand(office):
    held = office.ledger()
    with settings.serving(settings.Run(office.places["inputs"], "2026-Q1", office.local)):
        place = areas.area("sampleshire")
        revision = recounting.asked("victims", REASON, held)
        document, _ = solve.solved(place, "second", "2026-Q1", held, revision)
    assert set(solve.in_force(held, document)["victims"]) == {"2025-Q3"}


def test_the_methods_page_lists_what_was_revised(office):
    def listed_in(edition):
        path = office.reports / "sampleshire" / edition / "tabulations.json"
        run = settings.Run(office.places["inputs"], None, office.local)
        with settings.serving(run):
            document = statements.beside(json.loads(path.read_text(encoding="utf-8")))
        with handover.handed(document, {}) as solved, settings.serving(replace(run, solved=solved)):
            return publish.methods.revisions("sampleshire")

    assert listed_in("first").empty
    office.publishes("second", "2026-Q1", revise="victims", reason=REASON)
    assert listed_in("second")[["counted_anew_in", "published_on", "reason"]].to_numpy().tolist() == [
        ["second", "this edition", REASON]
    ]


@pytest.mark.parametrize(
    ("revise", "reason", "told"),
    [
        ("victims", None, "a revision has a reason, which every later edition prints"),
        ("victims", "", "a revision has a reason"),
        ("victims", "  \n ", "a revision has a reason"),
        ("victims", "...", "a revision has a reason"),
        ("victims", "Because " * 50, "longer than 300 characters"),
        ("victims", "It was 3 too few.", "the reason holds a figure"),
        ("victims", "Half of them: ½.", "the reason holds a figure"),
        ("victims", "Records of one of 2003 people were merged.", "the reason holds a figure"),
        ("victims", "Records were \u202ederegem\u202c.", "a character that cannot be seen"),
        ("victims", "Records were\x07 merged.", "a character that cannot be seen"),
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


def without(office, pattern):
    for path in office.local.rglob(pattern):
        path.unlink()


def the_same_counts(office):
    office.receives("2026-Q1", FIRST | {"2026-Q1": (19, 14, 13, 29)})


def no_file_of_a_quarter(office):
    without(office, "victims_2025-Q4.csv")
    office.receives("2026-Q1", {quarter: SECOND[quarter] for quarter in ("2025-Q4", "2026-Q1")})


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (the_same_counts, "give the counts that were published, so that there is nothing"),
        (no_file_of_a_quarter, "whole or not at all, and no file in hand holds 2025-Q3"),
        (lambda office: without(office, "counts/**/*.csv"),
         "nobody can tell what the old figures and the new ones give away"),
        (lambda office: without(office, "victims_*.csv"),
         r"cannot be recounted\. No file of it is among those"),
    ],
)  # fmt: skip
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
        for cell in document["tabulations"]["by_district"]["cells"]:
            if cell[0] == "2025-Q3" and cell[1] in ([partner], [another]):
                cell[2] = true[partner] if cell[1] == [partner] else "[c]"
        assert attack([document]).safe
        return document, counts

    monkeypatch.setattr(solve, "solved", loosened)
    with pytest.raises(InputError, match=r"attack found a hidden cell[\s\S]*North Larkmere: exactly 2"):
        office.builds("second", "2026-Q1", revise="victims", reason=REASON)


def test_the_command_passes_both_on(office):
    common = ["--edition", "second", "--as-of", "2026-Q1", "--inputs", str(office.places["inputs"])]
    common += ["--out", str(office.reports), "--local", str(office.local), "--revise", "victims"]
    without = CliRunner().invoke(app, ["build", *common])
    result = CliRunner().invoke(app, ["build", "--reason", REASON, *common])
    assert without.exit_code == 1 and "a revision has a reason" in without.output
    assert result.exit_code == 0, result.output
    assert "victims was recounted in edition second" in result.output
    assert office.shown("second", "2025-Q4")["Quarrowby"] == 32
