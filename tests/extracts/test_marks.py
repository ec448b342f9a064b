"""Marks of the office's own files: the same file has the same, and no guess at what is in one is answered."""

import hashlib
import json
import os
import re
from types import SimpleNamespace

import pytest

from analysis import areas, settings
from analysis.errors import InputError
from analysis.extracts import marks
from analysis.publish.report import manifest
from analysis.sources.catalogue import catalogue

RETURN = "quarter,result,referred_households\n2026-Q1,Supported,{}\n"
NAME = "safe_accommodation_haven_2026-Q1.csv"
KENT = areas.area("kent")


@pytest.fixture
def office(tmp_path):
    """Return the folder of an office that was given one return of one small count, and keeps a log."""
    (tmp_path / NAME).write_text(RETURN.format(3), encoding="utf-8")
    (tmp_path / "provider_capacity.csv").write_text("provider,places\nHaven,7\n", encoding="utf-8")
    with settings.serving(settings.Run(local=tmp_path)):
        marks.ensure(KENT)
        yield tmp_path


def entries(folder):
    counts = SimpleNamespace(extracts={"2026-Q1": NAME})
    with settings.serving(settings.Run(local=folder)):
        marks.ensure(KENT)
        own = manifest.extracts("safe_accommodation", counts, "kent")
        return own + manifest.kept(["provider_capacity"], catalogue(), "kent")


def test_whoever_guesses_what_is_hidden_cannot_try_it_against_a_manifest(office):
    told = re.findall("[0-9a-f]{64}", json.dumps(entries(office)))
    guesses = {hashlib.sha256(RETURN.format(number).encode()).hexdigest() for number in range(10)}
    guesses |= {hashlib.sha256(path.read_bytes()).hexdigest() for path in office.glob("*.csv")}
    assert len(told) == 2 and not guesses & set(told)


def test_a_mark_says_to_its_own_office_alone_whether_a_file_changed(office, tmp_path_factory):
    other = tmp_path_factory.mktemp("other")
    (other / NAME).write_text(RETURN.format(3), encoding="utf-8")
    before = entries(office)
    assert entries(office) == before and before[0] != entries(other)[0]
    (office / NAME).write_text(RETURN.format(4), encoding="utf-8")
    changed, same = entries(office)
    assert changed["mark"] != before[0]["mark"] and same == before[1]


def test_files_counted_together_have_one_mark(office):
    (office / "b.csv").write_text("b", encoding="utf-8")
    counts = SimpleNamespace(extracts={"2026-Q1": f"{NAME}, b.csv", "2026-Q2": f"{NAME}, c.csv"})
    both, lacking = manifest.extracts("safe_accommodation", counts, "kent")
    assert both["mark"] == marks.mark([office / NAME, office / "b.csv"], "kent")
    assert lacking["mark"] is None


@pytest.mark.skipif(os.name == "nt", reason="permissions of Windows are not these")
def test_the_key_is_the_owners_alone_is_made_once_and_named_where_it_was_cut(office):
    key = office / "counts" / marks.KEY
    held = key.read_bytes()
    marks.ensure(KENT)
    assert key.read_bytes() == held and len(held) == marks.BYTES
    assert key.stat().st_mode & 0o777 == 0o600 and key.parent.stat().st_mode & 0o777 == 0o700
    key.write_bytes(b"short")
    with pytest.raises(InputError, match=r"marks\.key: was cut or changed"):
        marks.mark([office / NAME], "kent")


def test_an_office_that_gave_nothing_gets_no_key_nor_what_is_invented(tmp_path):
    with settings.serving(settings.Run(local=tmp_path)):
        marks.ensure(KENT)
        assert list(tmp_path.iterdir()) == [] and marks.mark([], "kent") is None
        assert marks.mark([], "sampleshire") and list(tmp_path.iterdir()) == []
