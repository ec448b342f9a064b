"""Settling: what an edition may say is worked out from what is there, and what is not there is no failure."""

from types import SimpleNamespace

import pandas as pd
import pytest

from analysis import extracts
from analysis.disclosure import document as documents
from analysis.disclosure import ledger, solving
from analysis.errors import InputError, MissingSourceError
from analysis.release import counts as counting
from analysis.release import process, solve
from analysis.release.solve import NO_EXTRACT, NO_FILE

KENT = SimpleNamespace(slug="kent")


@pytest.fixture
def asked(monkeypatch):
    """Return what was asked of the solver, which solves nothing here."""
    held = []

    def solve(area, edition, as_of, counts, quarters, ledger_documents, source, revised, key):
        assert len(key) == 32, "a private order"
        if source == "victims":
            held.append((area, edition, as_of, len(counts), list(quarters), ledger_documents))
        made = {"area": area, "edition": edition, "as_of": as_of, "policies": {}, "tabulations": {source: {}}}
        return made | {"as_published": {}}

    monkeypatch.setattr(solving, "solve", solve)
    return held


@pytest.fixture(autouse=True)
def no_open_series(monkeypatch):
    """Let there be the office's extracts alone."""
    monkeypatch.setattr(counting, "_open", lambda *_: None)


def extract(monkeypatch, *quarters):
    """Let the office have an extract of these quarters, or none at all."""

    def counts_for(area, as_of, kept, kind="victims"):
        if not quarters:
            raise MissingSourceError("columns.toml: no such file.")
        frame = pd.DataFrame({"quarter": list(quarters), "victims": 1})
        return extracts.Counts(frame, quarters, "Kent Police", dict.fromkeys(quarters, str(kept)))

    monkeypatch.setattr(extracts, "counts_for", counts_for)


def test_it_is_solved_over_the_counts_and_all_that_was_published(asked, monkeypatch, tmp_path):
    extract(monkeypatch, "2025-Q4", "2026-Q1")
    (tmp_path / "kent").mkdir()
    kept = {"victims": {"2025-Q4": "2025-Q4.csv"}}
    nothing, published = ledger.read(tmp_path, "kent"), solve.empty("kent", "2025-Q4")
    held = ledger.append(tmp_path, nothing, published, "2025-Q4", kept, "")
    document, counts = solve.solved(KENT, "2026-Q1", "2026-Q1", held)
    assert (document["area"], document["edition"], document["supplier"]) == ("kent", "2026-Q1", "Kent Police")
    assert asked == [("kent", "2026-Q1", "2026-Q1", 2, ["2025-Q4", "2026-Q1"], held.documents)]
    assert counts["victims"].extracts["2026-Q1"] == str(kept["victims"])


@pytest.mark.parametrize("as_of", [None, "2026-Q3"])
def test_it_is_as_of_the_newest_quarter_in_hand_also_where_the_extract_is_late(
    asked, monkeypatch, tmp_path, as_of
):
    """The chapters tabulate what is in hand, and found no cell of the edition's own quarter."""
    extract(monkeypatch, "2025-Q4", "2026-Q1")
    document, _ = solve.solved(KENT, "draft", as_of, ledger.read(tmp_path, "kent"))
    assert asked[0][2] == "2026-Q1" and document["as_of"] == (as_of or "2026-Q1")


def test_no_extract_is_no_failure(asked, monkeypatch, tmp_path):
    extract(monkeypatch)
    nothing = ledger.read(tmp_path, "kent")
    assert solve.solved(KENT, "draft", "2026-Q1", nothing)[1] == {}
    assert asked == [("kent", "draft", "2026-Q1", 0, [], [])]
    # Without a quarter either the document says nothing.
    assert solve.solved(KENT, "draft", None, nothing) == (solve.empty("kent", "draft"), {})
    assert len(asked) == 1


def test_without_an_extract_no_cell_is_available_and_each_source_says_in_its_own_words_why(
    monkeypatch, tmp_path
):
    extract(monkeypatch)
    document, _ = solve.solved(KENT, "draft", "2026-Q1", ledger.read(tmp_path, "kent"))
    held = document["tabulations"].values()
    assert held and {value for entry in held for _, _, value in entry["cells"]} <= {"[x]"}
    said = {one["source"]: one["reason"] for one in held}
    assert said["victims"] == NO_EXTRACT
    assert said["support"] == "It needs a return of support, and none is among the sources of this edition."
    assert said["nrm_referrals"] == NO_FILE


def test_documents_of_other_sources_are_one_as_of_the_newest_quarter_of_any():
    def document(source, as_of, supplier=""):
        made = {"as_of": as_of, "policies": {source: {}}, "tabulations": {source: {}}, "supplier": supplier}
        return made | {"as_published": {source: ["by"]}, "equal": {source: []}}

    others = document("support", "2026-Q1") | {"revised": {"support": {}}}
    documents = [document("victims", "2025-Q4", "Kent Police"), others, document("needs", None)]
    made = solve.together(documents)
    assert (made["as_of"], made["supplier"], made["revised"]) == ("2026-Q1", "Kent Police", {"support": {}})
    for key in ("policies", "tabulations", "as_published", "equal"):
        assert list(made[key]) == ["victims", "support", "needs"]
    assert solve.together(documents[:1]) == documents[0]


def test_what_is_solved_side_by_side_is_what_is_solved_at_once(asked, monkeypatch, tmp_path):
    extract(monkeypatch, "2026-Q1")
    nothing = ledger.read(tmp_path, "kent")
    whole, counts = solve.solved(KENT, "draft", None, nothing)
    shares = process._shares(nothing)
    assert sorted(source for share in shares for source in share) == sorted(solve.sources(nothing))
    parts = [solve.solved(KENT, "draft", None, nothing, only=sources) for sources in shares]
    assert solve.together([document for document, _ in parts]) == whole
    assert [set(found) for _, found in parts] == [{"victims"}, counts.keys() - {"victims"}]
    suppliers = {name: entry.get("supplier") for name, entry in whole["tabulations"].items()}
    assert whole["supplier"] == suppliers["support"] == "Kent Police"
    assert suppliers["victims"] is None and suppliers["referrals_by_gender"] == ""


class Remembered:
    """What a build keeps, in memory."""

    def __init__(self):
        self.known = {}

    def held(self, kind, parts):
        return self.known.get((kind, *parts))

    def hold(self, kind, parts, content):
        self.known[kind, *parts] = content


def test_what_was_attacked_is_attacked_again_only_when_something_of_it_changed(monkeypatch, tmp_path):
    attacks, kept = [], Remembered()

    def attacked(documents):
        attacks.append(len(documents))
        return SimpleNamespace(safe=True, lines=lambda: [f"{len(documents)} looked at", "a second line"])

    monkeypatch.setattr(solve, "attack", attacked)

    def look(as_of, *published, keep=kept):
        before = SimpleNamespace(documents=[solve.empty("kent", one) for one in published])
        text = documents.text(solve.empty("kent", as_of))
        (tmp_path / documents.FILE).write_text(text, encoding="utf-8")
        return solve.attacked(before, tmp_path, keep)

    first = look("2026-Q1")
    assert first == ["1 looked at", "a second line"] and attacks == [1]
    assert look("2026-Q1") == first and attacks == [1]
    assert look("2026-Q2") == first and attacks == [1, 1]
    assert look("2026-Q1", "2025-Q4") == ["2 looked at", "a second line"] and attacks == [1, 1, 2]
    assert look("2026-Q1", keep=None) == first and attacks == [1, 1, 2, 1], "a publication attacks again"
    # What finds a hidden cell is never remembered.
    found, kept = SimpleNamespace(safe=False, lines=lambda: ["one was narrowed"]), Remembered()
    monkeypatch.setattr(solve, "attack", lambda documents: found)
    for _ in range(2):
        with pytest.raises(InputError, match="one was narrowed"):
            look("2026-Q1", keep=kept)
    assert kept.known == {}
