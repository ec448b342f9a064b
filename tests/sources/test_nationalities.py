"""Nationalities as the Home Office writes them: one or two, in any order, in several spellings."""

import csv
import itertools
import re

import pytest

from analysis.sources import nationalities


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Albanian", ("Albanian",)),
        ("Congolese (Drc)", ("Congolese (DRC)",)),
        ("Congolese Congo UK", ("Congolese (Congo)", "UK")),
        ("Congolese (DRC) Central African", ("Central African", "Congolese (DRC)")),
        ("Australian UKrainian", ("Australian", "Ukrainian")),
        ("Citizen of the Dominican Republic Spanish", ("Citizen of the Dominican Republic", "Spanish")),
        ("Ethiopian Eritrean", ("Eritrean", "Ethiopian")),
        ("Sudanese South Sudanese", ("South Sudanese", "Sudanese")),
        ("Unknown Vietnamese", ("Unknown", "Vietnamese")),
        ("Not Known", ("Unknown",)),
        ("  Sri   Lankan ", ("Sri Lankan",)),
    ],
)
def test_a_text_names_one_nationality_or_two(text, names):
    assert nationalities.named_in(text) == names
    assert nationalities.written(text) == " ".join(names)


def test_what_is_written_reads_back_as_itself():
    for pair in itertools.product(nationalities.listed(), ("UK", "South Sudanese", "Congolese (Congo)")):
        text = nationalities.written(" ".join(pair))
        assert nationalities.written(text) == text
        assert set(nationalities.named_in(text)) == set(pair)


def test_no_nationality_of_the_list_could_be_read_as_two_others():
    whole = set(nationalities.listed())
    for name in whole:
        words = name.split()
        cuts = [(" ".join(words[:cut]), " ".join(words[cut:])) for cut in range(1, len(words))]
        assert not [cut for cut in cuts if set(cut) <= whole], name


def test_each_has_the_code_of_a_country_where_there_is_one():
    listed = nationalities.listed()
    assert listed["Albanian"] == "ALB"
    assert {name for name, code in listed.items() if not code} == {"Kosovan", "Stateless", "Unknown"}
    codes = [code for code in listed.values() if code]
    assert all(re.fullmatch("[A-Z]{3}", code) for code in codes)
    # St Helena and Tristan da Cunha share a code; no other country appears twice.
    assert {code for code in codes if codes.count(code) > 1} == {"SHN"}


def test_a_miss_names_the_nearest_and_is_written_as_it_stands():
    for text in ("Martian", "Albanian Martian", "", "Total"):
        assert (nationalities.named_in(text), nationalities.written(f" {text} ")) == ((), text)
    assert 'Nearest: "Albanian".' in nationalities.not_listed("Albnian")
    far = nationalities.not_listed("Zzzz")
    assert "data/reference/nationalities.csv" in far and "add it there" in far and "Nearest" not in far


@pytest.mark.real
def test_every_nationality_of_the_real_files_is_known(real):
    folder = real("home-office")
    for pattern in ("nrm_referrals_police_*.csv", "nrm_duty_to_notify_20*.csv"):
        for path in sorted(folder.glob(pattern)):
            with path.open(encoding="utf-8", newline="") as stream:
                names = {row["Nationality"] for row in csv.DictReader(stream)}
            assert {name for name in names if not nationalities.named_in(name)} == {"Total"}, path.name
