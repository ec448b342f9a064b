"""The whole way to a profile: `vna profile` on an edition of Sampleshire, and what is in its forms."""

import csv
import json
import shutil

import pypdfium2
import pytest

from analysis import tables
from analysis.disclosure.attack import attack_reports
from analysis.errors import InputError
from analysis.publish.report import chapters, profiles
from analysis.release import statements
from tests.commands import vna
from tests.publish.report.an_edition import content
from tests.test_build import rows

pytestmark = pytest.mark.slow  # builds an edition and three profiles of it


EDITION, TEAMS = "trial", "sampleshire-neighbourhood-teams.csv"
# A sum, markup, a path, a figure, an accent and a script that is written from right to left.
HOSTILE = "1+1= <b>*Œst*</b> ../../x #let שלום"
FORMS = ("index.html", "profile.docx", "profile.pdf", "profile.xlsx", "manifest.json")


@pytest.fixture(scope="module")
def files(sampleshire_folder, tmp_path_factory):
    """Return Sampleshire's files, with a team of a hostile name and one whose name two districts have."""
    folder = tmp_path_factory.mktemp("files") / "inputs"
    shutil.copytree(sampleshire_folder, folder)
    shutil.copytree(sampleshire_folder.with_name("sampleshire-local"), folder.with_name("inputs-local"))
    (path,) = folder.rglob(TEAMS)
    text = path.read_text(encoding="utf-8-sig")
    text = text.replace("Ossenmead and district", HOSTILE).replace("Pipkinholt and district", "Larkmere")
    for team in ("Inkleholt and district", "Kittleholt and district"):
        text = text.replace(team, "Mill Team")
    path.write_text(text, encoding="utf-8")
    return folder


def asked(command, files, out, *more):
    """Return what a command says of an edition of these files, and its exit code."""
    given = [command, "--edition", EDITION, "--inputs", files, "--out", out, *more]
    return vna(*given)


@pytest.fixture(scope="module")
def reports(files, tmp_path_factory):
    """Return a folder of reports with an edition of one chapter: every tabulation is solved all the same."""
    out = tmp_path_factory.mktemp("reports")
    result = asked("build", files, out, "--as-of", "2026-Q2", "--chapters", "02")
    assert result.exit_code == 0, result.output
    return out


def these_alone(patch, *wanted):
    """Let `patch` leave these places of Sampleshire alone."""
    known = tables.places.profile_places
    patch.setattr(
        tables.places, "profile_places", lambda area: known(area)[known(area)["place"].isin(wanted)]
    )


@pytest.fixture(scope="module")
def made(files, reports):
    """Return slug -> folder of the profiles of two districts and of the team with the hostile name."""
    with pytest.MonkeyPatch.context() as patch:
        these_alone(patch, "Larkmere", "Quarrowby", HOSTILE)
        patch.setattr(statements, "told", None)  # what needs counts is worked out in the process of release
        result = asked("profile", files, reports, "--place", "all")
    assert result.exit_code == 0, result.output
    home = reports / "sampleshire" / "profiles" / EDITION
    return {path.parent.name: path.parent for path in home.glob("[!.]*/index.html")}


def document(reports):
    path = reports / "sampleshire" / EDITION / "tabulations.json"
    return json.loads(path.read_text(encoding="utf-8"))["tabulations"]


def text_of_pdf(folder):
    """Return how many pages a profile's PDF has, and its words."""
    with pypdfium2.PdfDocument(folder / "profile.pdf") as held:
        text = " ".join(page.get_textpage().get_text_range() for page in held)
        return len(held), " ".join(text.split())


def test_each_place_has_a_folder_with_all_forms_and_the_attack_finds_nothing(made, reports):
    assert set(made) == {"larkmere", "quarrowby", "1-1-b-st-b-x-let"}
    (home,) = {folder.parent for folder in made.values()}
    text = (home / "index.html").read_text(encoding="utf-8")
    assert "Invented data" in text and "<b>" not in text
    for slug, folder in made.items():
        assert set(FORMS) <= {path.name for path in folder.iterdir()}
        assert f'href="{slug}/index.html"' in text and text_of_pdf(folder)[0] in (1, 2)
    _, text = text_of_pdf(made["larkmere"])
    page = (made["larkmere"] / "index.html").read_text(encoding="utf-8")
    for words in ("Invented data", "MIT licence", EDITION, "Who may read"):
        assert words in page and words in text
    found = attack_reports(reports)
    assert found.safe and not found.stale


def test_a_profile_shows_of_victims_what_its_edition_shows_of_them(made, reports):
    cells = document(reports)["victims_by_offence_and_district"]["cells"]
    known = {tuple(labels): str(value) for _, labels, value in cells}
    found = rows(made["larkmere"], "offence_group", "district", "victims")
    shown = {(row["offence_group"], row["district"]): row["victims"] for row in found}
    assert shown == {key: value for key, value in known.items() if key[1] in ("Larkmere", "Total")}
    assert len(shown) > 10


def test_a_profile_of_a_team_says_that_no_victims_are_counted_for_it(made):
    _, text = text_of_pdf(made["1-1-b-st-b-x-let"])
    assert "None is published for a team" in text
    folder = made["1-1-b-st-b-x-let"]
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert not [entry for entry in manifest["figures"] if entry.get("tabulations")]


def test_a_hostile_name_is_the_text_that_it_is_in_every_form(made):
    import html

    import python_calamine

    folder = made["1-1-b-st-b-x-let"]
    page = (folder / "index.html").read_text(encoding="utf-8")
    assert f"<h1>{html.escape(HOSTILE, quote=False)}" in page and "<b>" not in page
    _, text = text_of_pdf(folder)
    assert "1+1= <b>*Œst*</b> ../../x #let" in text
    book = python_calamine.CalamineWorkbook.from_path(folder / "profile.xlsx")
    assert any(HOSTILE in str(cell) for row in book.get_sheet_by_index(0).to_python() for cell in row)


@pytest.fixture
def copied(made, reports, tmp_path):
    """Return a copy of the reports, to change something in."""
    return shutil.copytree(reports, tmp_path / "reports")


def test_the_attack_finds_a_count_that_the_edition_does_not_show(copied):
    home = copied / "sampleshire" / "profiles" / EDITION / "larkmere"
    shown = next(
        path
        for path in sorted((home / "data").glob("*.csv"))
        if "offence_group" in path.read_text(encoding="utf-8")
    )
    with shown.open(encoding="utf-8", newline="") as stream:
        first, *others = csv.DictReader(stream)
    first["victims"] = str(int(first["victims"]) + 1)
    with shown.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, first)
        writer.writeheader()
        writer.writerows([first, *others])
    assert not attack_reports(copied).safe


def test_a_profile_of_a_draft_that_was_built_anew_is_told_as_stale(copied):
    manifest = copied / "sampleshire" / EDITION / "manifest.json"
    held = json.loads(manifest.read_text(encoding="utf-8"))
    manifest.write_text(json.dumps(held | {"left_out": ["another"]}), encoding="utf-8")
    found = attack_reports(copied)
    assert len([line for line in found.stale if "built again since" in line]) == 3


def test_an_edition_without_a_table_says_that_it_is_not_there(copied, files):
    path = copied / "sampleshire" / EDITION / "tabulations.json"
    held = json.loads(path.read_text(encoding="utf-8"))
    del held["tabulations"]["victims_by_ethnic_group_and_district"]
    path.write_text(json.dumps(held), encoding="utf-8")
    (folder,) = profiles.build("sampleshire", "Larkmere", EDITION, files, copied)
    _, text = text_of_pdf(folder)
    assert "built without a table of it" in text


def test_a_failing_place_is_named_and_its_last_profile_stays(copied, files, made, monkeypatch):
    run_all = chapters.run_all

    def fails(notebooks, *args, **options):
        if "Larkmere" in notebooks[0].read_text(encoding="utf-8").split("PLACE")[1]:
            return [chapters.ChapterError("01_district, cell 9: broken.")]
        return run_all(notebooks, *args, **options)

    monkeypatch.setattr(chapters, "run_all", fails)
    these_alone(monkeypatch, "Larkmere", "Quarrowby")
    home = copied / "sampleshire" / "profiles" / EDITION
    (home / "quarrowby" / "index.html").write_text("an older one", encoding="utf-8")
    with pytest.raises(InputError, match=r"1 of 2 profiles failed.*\nLarkmere: 01_district, cell 9"):
        profiles.build("sampleshire", "all", EDITION, files, copied)
    assert content(home / "larkmere") == content(made["larkmere"])
    assert content(home / "quarrowby") == content(made["quarrowby"])


def test_a_file_that_the_edition_was_not_made_from_is_refused(copied, files, tmp_path):
    changed = shutil.copytree(files, tmp_path / "inputs")
    (path,) = changed.rglob("census2021-ts004-ltla.csv")
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    with pytest.raises(InputError, match=r"ts004.*is not the file that the edition"):
        profiles.build("sampleshire", "Larkmere", EDITION, changed, copied)


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        (["--place", "Larkmer"], 'Nearest: "Larkmere"'),
        (["--place", "Mill Team"], 'is the name of 2 places. Ask for "Mill Team ('),
        (["--place", "Larkmere", "--edition", "2031-Q1"], "no such edition. A profile is of an edition"),
        (["--place", "Larkmere", "--edition", "../x"], "a name has letters"),
        (["--place", "Larkmere", "--area", "kent"], "no such edition"),
    ],
)
def test_a_wrong_question_is_answered_in_one_line(reports, files, given, wanted):
    result = asked("profile", files, reports, *given)
    assert result.exit_code == 1 and wanted in result.output and "Traceback" not in result.output
