"""The end of a build: no file is missing or too many, and no cell is shown that its policy hides."""

import json
import shutil

import pytest

from analysis.disclosure import policy
from analysis.errors import InputError
from analysis.publish.edition.reading import UnreadableError
from analysis.publish.edition.verify import MOST_SAID, verify

HIDDEN_BELOW = policy.read()["victims"].hide_below


@pytest.fixture
def edition(whole_edition, tmp_path):
    """Return a copy of a whole edition, and the document that it was made of."""
    folder = shutil.copytree(whole_edition, tmp_path / "2026-Q1")
    return folder, json.loads((folder / "tabulations.json").read_text(encoding="utf-8"))


def refused(edition):
    with pytest.raises(InputError, match="may not be published, and was not put in place") as fault:
        verify(*edition)
    return str(fault.value).splitlines()[1:]


def test_an_edition_as_it_was_written_passes_also_with_the_mark_that_it_was_published(edition):
    assert verify(*edition) is None
    (edition[0] / "published.json").write_text("{}", encoding="utf-8")
    assert verify(*edition) is None


@pytest.mark.parametrize("name", ["02_people.html", "data/02-01.csv", "figures/02-01.png", "page.js"])
def test_a_file_that_is_missing_is_named(edition, name):
    (edition[0] / name).unlink()
    assert refused(edition) == [f"{name}: is missing."]


def test_a_file_too_many_is_named_without_its_figures(edition):
    (edition[0] / "data" / "victims-47.csv").write_text("a\n", encoding="utf-8")
    assert refused(edition) == ["data/victims-##.csv: is a file that the manifest does not have."]


def test_a_link_to_nowhere_is_a_file_too_many(edition):
    (edition[0] / "more").symlink_to(edition[0] / "nowhere")
    assert refused(edition) == ["more: is a file that the manifest does not have."]


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
        assert refused(edition) == [
            'tabulations.json, "victims_by_place", cell 2: shows a figure that its policy hides.'
        ]


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


@pytest.mark.parametrize(
    ("text", "says"), [('{"files": {}, "files": {}}', "holds a key twice"), ("{", "line 1: is not JSON")]
)
def test_a_manifest_that_cannot_be_read_is_refused(edition, text, says):
    (edition[0] / "manifest.json").write_text(text, encoding="utf-8")
    with pytest.raises(UnreadableError, match=says):
        verify(*edition)
