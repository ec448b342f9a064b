"""The ledger: whatever is cut from it, changed in it or put in its place is found before it is believed."""

import datetime
import json

import pytest

from analysis.disclosure import ledger
from analysis.errors import InputError


def document(edition, area="kent"):
    nothing = {"policies": {}, "tabulations": {}}
    return {"area": area, "edition": edition, "as_of": edition, **nothing}


@pytest.fixture
def home(tmp_path):
    """Return a folder of reports with a ledger of two editions."""
    (tmp_path / "kent").mkdir()
    held = ledger.read(tmp_path, "kent")
    for edition, kept in (("2025-Q4", {"2025-Q4": "2025-Q4.csv"}), ("2026-Q1", {"2026-Q1": "2026-Q1.csv"})):
        held = ledger.append(tmp_path, held, document(edition), edition, {"victims": kept}, "0" * 64)
    return tmp_path


def changed(home, work):
    path = home / "kent" / ledger.FILE
    held = json.loads(path.read_text(encoding="utf-8"))
    work(held)
    path.write_text(json.dumps(held), encoding="utf-8")


def test_what_was_written_is_read_and_each_entry_is_chained_to_the_one_before(home, tmp_path):
    nothing, found = ledger.read(tmp_path, "surrey"), ledger.read(home, "kent")
    empty = (nothing.documents, nothing.editions, nothing.as_of, nothing.counts("victims"))
    assert empty == ([], [], None, {})
    assert found.editions == ["2025-Q4", "2026-Q1"] and found.as_of == "2026-Q1"
    assert found.documents == [document("2025-Q4"), document("2026-Q1")]
    assert found.counts("victims") == {"2025-Q4": "2025-Q4.csv", "2026-Q1": "2026-Q1.csv"}
    assert found.entry("2025-Q4")["published_on"] == str(datetime.date.today())
    assert found.entry("draft") is None
    first, second = found.entries
    assert first["previous"] == ledger.beginning("kent") and second["previous"] == first["sha256"]
    # A quarter stays with the edition that first published it.
    ledger.append(
        home, found, document("2026-Q2"), "2026-Q2", {"victims": {"2026-Q1": "other.csv"}}, "0" * 64
    )
    assert ledger.read(home, "kent").counts("victims")["2026-Q1"] == "2026-Q1.csv"


CHANGES = {
    "a figure": (lambda held: held["editions"][0]["document"].update(as_of="2020"), "entry 1: was changed"),
    "a day": (lambda held: held["editions"][1].update(published_on="2020-01-01"), "entry 2: was changed"),
    "the first entry gone": (lambda held: held["editions"].pop(0), "before entry 1 is missing"),
    "the last entry gone": (lambda held: held["editions"].pop(), "entries at its end are missing"),
    "all entries gone": (lambda held: held.update(editions=[]), "entries at its end are missing"),
    "the order": (lambda held: held["editions"].reverse(), "before entry 1 is missing"),
    "a key more": (lambda held: held["editions"][0].update(hidden=[3]), "hidden: expected no field of this"),
    "a key less": (lambda held: held["editions"][0].pop("document"), "entry 1, document: expected a value"),
    "no list": (lambda held: held.update(editions={}), "is not a ledger"),
    "another area": (lambda held: held.update(area="surrey"), 'is the ledger of "surrey"'),
    "another version": (lambda held: held.update(version=3), "is not of version 2"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_changed_ledger_is_refused_with_the_file_and_what_to_do(home, change):
    work, says = CHANGES[change]
    changed(home, work)
    with pytest.raises(InputError) as fault:
        ledger.read(home, "kent")
    said = str(fault.value)
    assert str(home / "kent" / "ledger.json") in said and says in said and "\n" not in said
    assert any(word in said for word in ("Restore", "restore", "Put each ledger back"))


def nested(deep):
    """Return the text of a ledger whose document is a list so many times in a list."""
    text = json.dumps({"version": 2, "area": "kent", "editions": ["@"], "sha256": ""})
    entry = dict.fromkeys(ledger.Entry.model_fields, "") | {"previous": ledger.beginning("kent")}
    entry = json.dumps(entry).replace('"document": ""', f'"document": {"[" * deep + "]" * deep}')
    return text.replace('"@"', entry).encode()


NOT_JSON = r"ledger\.json: is not JSON[\s\S]*Restore it from a backup"


@pytest.mark.parametrize(
    ("contents", "says"),
    [
        ([b"", b'{"version": 2, "area": "kent", "edit', b"[]", b"\xff\xfe\x00", b"null"], "is not "),
        ([b'{"version": NaN}', b'{"version": 1e999}', b'{"version": %s}' % (b"2" * 5000)], NOT_JSON),
        ([b"[" * 100_000], NOT_JSON),
        (map(nested, range(800, 1000, 5)), "Restore it from a backup"),
    ],
    ids=["no ledger", "numbers", "nesting", "nesting at any depth"],
)
def test_what_is_no_ledger_is_refused(home, contents, says):
    for content in contents:
        (home / "kent" / ledger.FILE).write_bytes(content)
        with pytest.raises(InputError, match=says):
            ledger.read(home, "kent")


WRONG = {"counts": [[], {"victims": []}, {"victims": {"2026-Q1": 1}}], "as_of": [None], "published_on": [1]}
WRONG_IN_ITS_DOCUMENT = {"revised": [[]], "revisions": [[1]], "edition": ["2026-Q4"]}


@pytest.mark.parametrize("in_its_document", [False, True])
def test_an_entry_of_another_shape_is_refused_though_its_checksum_is_right(home, in_its_document):
    whole = (home / "kent" / ledger.FILE).read_bytes()
    faults = WRONG_IN_ITS_DOCUMENT if in_its_document else WRONG
    for name, value in ((name, value) for name, values in faults.items() for value in values):

        def sign(held, name=name, value=value):
            entry = held["editions"][-1]
            (entry["document"] if in_its_document else entry)[name] = value
            entry["sha256"] = ledger.checksum({key: one for key, one in entry.items() if key != "sha256"})
            held["sha256"] = entry["sha256"]

        changed(home, sign)
        with pytest.raises(InputError, match=r"ledger\.json, entry 2[\s\S]*(?i:Restore )") as fault:
            ledger.read(home, "kent")
        another = "entry 2: holds the tables of another area or edition"
        assert (another in str(fault.value)) == (name == "edition")
        (home / "kent" / ledger.FILE).write_bytes(whole)


@pytest.mark.parametrize("text", ["[]", '{"sha256": []}', "[" * 100_000])
def test_a_mark_of_another_shape_is_refused(home, text):
    (home / "kent" / "2026-Q1").mkdir()
    (home / "kent" / "2026-Q1" / ledger.MARK).write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match="2026-Q1"):
        ledger.read(home, "kent")


def test_the_ledger_of_another_area_does_not_become_that_of_this_one_by_its_name(home):
    (home / "surrey").mkdir()
    text = (home / "kent" / ledger.FILE).read_text(encoding="utf-8").replace('"kent"', '"surrey"')
    (home / "surrey" / ledger.FILE).write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match="before entry 1 is missing"):
        ledger.read(home, "surrey")


def test_a_ledger_that_is_gone_is_missed_by_the_editions_that_it_closed(home):
    held = ledger.read(home, "kent")
    (home / "kent" / "2026-Q2").mkdir()
    ledger.append(home, held, document("2026-Q2"), "2026-Q2", {}, "0" * 64)
    before = (home / "kent" / ledger.FILE).read_text(encoding="utf-8")
    (home / "kent" / ledger.FILE).unlink()
    with pytest.raises(InputError, match='lacks the edition "2026-Q2", whose folder was published'):
        ledger.read(home, "kent")
    (home / "kent" / ledger.FILE).write_text(before, encoding="utf-8")
    assert len(ledger.read(home, "kent").entries) == 3


def test_a_full_disk_leaves_the_ledger_as_it_was(home, monkeypatch):
    path = home / "kent" / ledger.FILE
    before, held = path.read_bytes(), ledger.read(home, "kent")

    def full(descriptor):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(ledger.plain_file.os, "fsync", full)
    with pytest.raises(InputError, match="No space left on device") as fault:
        ledger.append(home, held, document("2026-Q2"), "2026-Q2", {}, "0" * 64)
    assert "\n" not in str(fault.value)
    assert path.read_bytes() == before and [one.name for one in (home / "kent").iterdir()] == [ledger.FILE]
