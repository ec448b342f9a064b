"""The end of a build: no file missing or too many, no cell shown that its policy hides, nobody pointed at."""

import json
import shutil
import struct
import zipfile
import zlib
from types import SimpleNamespace

import pytest

from analysis import settings
from analysis.errors import InputError
from analysis.publish.report import verify as ending
from analysis.publish.report.verify import MOST_SAID
from analysis.release import policies, withheld

HIDDEN_BELOW = policies.read()["victims"].hide_below


@pytest.fixture
def edition(whole_edition, tmp_path):
    """Return a copy of a whole edition, and the document that it was made of."""
    folder = shutil.copytree(whole_edition, tmp_path / "2026-Q1")
    return folder, json.loads((folder / "tabulations.json").read_text(encoding="utf-8"))


def verify(folder, document, values=(), inputs="nowhere"):
    return ending.verify(folder, document, dict(values), inputs)


def refused(edition):
    with pytest.raises(InputError, match="may not be published, and was not put in place") as fault:
        verify(*edition)
    return str(fault.value).splitlines()[1:]


def test_an_edition_as_written_passes_also_with_the_mark_of_a_published_one(edition):
    assert verify(*edition) is None
    (edition[0] / "published.json").write_text("{}", encoding="utf-8")
    assert verify(*edition) is None


def without(name):
    return lambda folder: (folder / name).unlink()


TOO_MANY = "is a file that the manifest does not have"


@pytest.mark.parametrize(
    ("change", "told"),
    [
        *((without(name), f"{name}: is missing")
          for name in ("02_people.html", "data/02-01.csv", "figures/02-01.png", "page.js")),
        (lambda folder: (folder / "data" / "victims-47.csv").write_text("a\n"),
         f"data/victims-##.csv: {TOO_MANY}"),
        (lambda folder: (folder / "more").symlink_to(folder / "nowhere"), f"more: {TOO_MANY}"),
    ],
)  # fmt: skip
def test_a_file_that_is_missing_or_too_many_is_named_without_its_figures(edition, change, told):
    change(edition[0])
    (line,) = refused(edition)
    assert line.startswith(told)


@pytest.mark.parametrize(
    ("value", "passes"),
    [(0, True), (1, False), (HIDDEN_BELOW - 1, False), (HIDDEN_BELOW, True), ("[c]", True), ("[x]", True)],
)
def test_both_sides_of_the_threshold_of_a_shown_cell(edition, value, passes):
    folder, document = edition
    document["tabulations"]["victims_by_place"]["cells"][1][2] = value
    if passes:
        assert verify(folder, document) is None
    else:
        (line,) = refused(edition)
        assert line.startswith('tabulations.json, "victims_by_place", cell 2: ') and "policy hides" in line


@pytest.mark.parametrize("then", [1, 2, HIDDEN_BELOW, HIDDEN_BELOW + 3])
def test_the_stricter_of_the_policy_of_the_document_and_that_of_now_counts(edition, then):
    folder, document = edition
    document["policies"]["victims"]["hide_below"] = then
    document["tabulations"]["victims_by_place"]["cells"][1][2] = max(then, HIDDEN_BELOW) - 1
    assert len(refused(edition)) == 1
    document["tabulations"]["victims_by_place"]["cells"][1][2] = max(then, HIDDEN_BELOW)
    assert verify(folder, document) is None


def test_all_faults_are_told_together_and_ten_at_the_most(edition):
    folder, document = edition
    document["tabulations"]["victims_by_place"]["cells"][0][2] = 1
    (folder / "index.html").unlink()
    (folder / "notes.txt").write_text("x", encoding="utf-8")
    assert len(refused(edition)) == 3
    for number in range(MOST_SAID):
        (folder / f"{chr(97 + number)}.txt").write_text("x", encoding="utf-8")
    told = refused(edition)
    assert len(told) == MOST_SAID + 1 and told[-1] == "and 3 more"


COLUMNS = """area = "kent"

[victims.force]
files = ["victims_{quarter}.csv"]
supplier = "Kent Police"
ignored = ["Victim name", "Free code", "Beat team", "Ward", "Seen on"]
[victims.force.fields.quarter]
headings = ["Quarter"]
[victims.force.fields.district]
headings = ["District"]
[victims.force.fields.sex]
headings = ["Sex"]
values = { "Female person" = "Female" }
"""
HEADINGS = "Quarter,District,Sex,Victim name,Free code,Beat team,Ward,Seen on\n"
ROW = "2026-Q1,Ashford,Female person,{name},{code},North desk,Larkmere,12 March 2026\n"
NAME, CODE, TOLD = "Zuzanna O'Nowhere", "KE/2209/17", "holds a value of victims_2026-Q1.csv, column D, which"


@pytest.fixture
def own(tmp_path):
    """Return the values withheld of an extract with a name, a reference, a team, a ward and a day."""
    local = tmp_path / "local"
    local.mkdir()
    (local / "columns.toml").write_text(COLUMNS, encoding="utf-8")
    rows = [ROW.format(name=NAME, code=CODE)] + [ROW.format(name="", code="")] * withheld.MANY_ROWS
    (local / "victims_2026-Q1.csv").write_text(HEADINGS + "".join(rows), encoding="utf-8")
    return of(local)


def of(local):
    run = settings.Run(local / "inputs", None, local)
    return withheld.values(SimpleNamespace(slug="kent", name="Kent", invented=False), run)


def test_what_can_point_at_somebody_is_withheld_and_a_clean_edition_passes(own, edition):
    assert own == {
        b"zuzanna o nowhere": "victims_2026-Q1.csv, column D",
        b"ke 2209 17": "victims_2026-Q1.csv, column E",
    }
    assert verify(*edition, own) is None


@pytest.mark.parametrize(
    ("text", "points"),
    [("Ann Wu", 0), ("Ann Wuxi", 1), ("Larkmere", 0), ("KE22091", 0), ("KE220917", 1), ("case 2209", 1),
     ("case 220", 0), ("07700 900123", 0), ("12 March 2026", 0), ("Mon 2 Feb 2026", 0),
     ("2026-02-12T10:30", 0), ("one two three four five six seven eight nine", 2)],
)  # fmt: skip
def test_both_sides_of_the_rule_for_values(tmp_path, text, points):
    # A file that nothing reads, with a heading that is refused.
    (tmp_path / "people.csv").write_text(f"Victim name,Team\n{text},Quite ordinary words\n", encoding="utf-8")
    assert len(of(tmp_path)) == points


def adding(more):
    """Return what writes more at the end of a file."""
    return lambda path: path.write_bytes(path.read_bytes() + more)


into_text = adding(b"<p>Zuzanna <b>O&#39;Nowhere</b></p>")


def into_a_member(path):
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("word/more.xml", "<w:t>Zuzanna</w:t><w:t xml:space='preserve'> O'Nowhere</w:t>")


def into_a_chunk(path):
    chunk = b"Title\x00\x00" + zlib.compress(NAME.encode())
    picture = path.read_bytes()
    path.write_bytes(picture[:33] + struct.pack(">I4s", len(chunk), b"zTXt") + chunk + b"crc!" + picture[33:])


DEFLATED = adding(b"stream\n" + zlib.compress(NAME.encode()) + b"\nendstream")
PLANTED = {
    "02_people.html": into_text,
    "03_crime.html": adding("<img alt='Of Zuzanna O’Nowhere'>".encode()),
    "data/02-01.csv": adding(b'"zuzanna o\'nowhere",4\n'),
    "*.docx": into_a_member,
    "*.xlsx": into_a_member,
    "victim_needs_assessment.pdf": DEFLATED,
    "annex_a_tables.pdf": DEFLATED,
    "figures/02-01.svg": into_text,
    "figures/02-01.png": into_a_chunk,
}


@pytest.mark.parametrize("name", PLANTED)
def test_a_value_of_a_column_that_is_not_let_in_is_found_in_each_kind_of_file(edition, own, name):
    folder, document = edition
    (path,) = folder.glob(name)
    PLANTED[name](path)
    with pytest.raises(InputError) as fault:
        verify(folder, document, own)
    assert f"{path.relative_to(folder).as_posix()}: {TOLD}" in str(fault.value)
    assert "anna" not in str(fault.value).lower() and len(str(fault.value).splitlines()) == 2


def test_what_an_open_file_or_a_register_says_too_is_an_ordinary_word(edition, tmp_path):
    adding(b"<p>Priory Heights, Punjabi or Panjabi</p>")(edition[0] / "02_people.html")
    values, inputs = {b"priory heights": "victims.csv, column D"}, tmp_path / "inputs"

    def found():
        with pytest.raises(InputError, match=r"02_people\.html: holds a value"):
            verify(*edition, values, inputs)

    found()
    inputs.mkdir()
    (inputs / "victims.csv").write_text("Priory Heights")  # an office's file that lies there too
    found()
    with zipfile.ZipFile(inputs / "wards.zip", "w") as packed:
        packed.writestr("wards.csv", "ward\nPriory Heights\n")
    assert verify(*edition, values, inputs) is None
