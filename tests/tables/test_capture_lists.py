"""Capture lists: an allow-list of lists, 0, 1 and counts, and no person."""

import pandas as pd
import pytest

import sampleshire
from analysis import settings
from analysis.errors import InputError
from analysis.extracts.captures import lists
from analysis.measures.hidden import population
from analysis.release import people

AREA = "sampleshire"
SOUND = "police,council,charity,people\n1,0,0,30\n0,1,0,20\n0,0,1,25\n1,1,0,9\n0,1,1,7\n1,0,1,5\n"


@pytest.fixture
def given_lists(sampleshire_folder, reads, tmp_path, monkeypatch):
    """Return a function that writes the office's capture lists and reads them."""
    reads(sampleshire_folder)
    folder = tmp_path / "local"
    folder.mkdir()
    monkeypatch.setenv(settings.LOCAL_VARIABLE, str(folder))

    def read(text):
        (folder / "capture_lists.csv").write_text(text, encoding="utf-8")
        return people.capture_lists(AREA)

    return read


def test_sampleshires_lists_are_read(sampleshire_folder, reads):
    reads(sampleshire_folder)
    found = people.capture_lists(AREA)
    assert list(found.columns) == [
        "police",
        "council",
        "charity",
        "health service",
        "outreach team",
        "people",
    ]
    true = sampleshire.truth()["capture_lists"].set_index("set")["people"]
    assert 0 < pd.DataFrame(found)["people"].sum() < true["capture_lists"]


def test_the_hidden_are_within_the_limits_of_one_set_and_refused_of_the_other(sampleshire_folder, reads):
    reads(sampleshire_folder)
    true = sampleshire.truth()["capture_lists"].set_index("set")["people"]
    enough = population.hidden_population(people.capture_lists(AREA))
    assert enough.lower < true["capture_lists"] < enough.upper and enough.may_be_shown
    few = population.hidden_population(people.capture_lists(AREA, "capture_lists_few"))
    assert not few.may_be_shown and few.verdict.startswith("No single number should be shown")


def test_a_sound_table_keeps_its_rows(given_lists):
    found = pd.DataFrame(given_lists(SOUND))
    assert found["people"].tolist() == [30, 20, 25, 9, 7, 5] and set(found["police"]) == {0, 1}


def test_without_the_file_there_is_no_row(given_lists, tmp_path):
    given_lists(SOUND)
    (tmp_path / "local" / "capture_lists.csv").unlink()
    assert not len(people.capture_lists(AREA))


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("police,", "Police Surname,", "stands for a name"),
        ("police,", "polise,", "is not a list that data/reference/capture_lists.toml names"),
        ("police,", "polise,", 'Nearest: "police".'),
        (",people", ",police", 'a second column for "police"'),
        (",people\n", "\n", "Is it a file of persons"),
        ("1,0,0,30", "2,0,0,30", "cell A2: is not 0 or 1; 1 such"),
        ("1,0,0,30", "1,0,0,c", "cell D2: is not a whole number, 0 or more"),
        ("1,0,0,30", "1,0,0,*", "cell D2"),
        ("1,0,0,30", "1,0,0,2.5", "cell D2"),
        ("1,0,0,30", "1,0,0,", "cell D2"),
        ("0,1,0,20", "1,0,0,1", "row 3: this combination of lists appears in an earlier row too"),
        ("0,1,0,20", "1,0,0,1", "Count the people on each combination of lists first"),
    ],
)
def test_what_is_no_table_of_counts_is_refused_without_a_value(given_lists, old, new, says):
    text = SOUND.replace(old, new, 1)
    if new == "\n":
        text = "\n".join(line.rsplit(",", 1)[0] for line in SOUND.splitlines()) + "\n"
    with pytest.raises(InputError) as refused:
        given_lists(text)
    assert says in str(refused.value)
    assert "30" not in str(refused.value) and "2.5" not in str(refused.value)


def test_every_list_of_sampleshire_is_in_the_allow_list():
    from sampleshire import pathway as invented

    for one in (invented.ENOUGH, invented.TOO_THIN):
        assert {*one.logits} <= {*lists()}
