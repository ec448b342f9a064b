"""Settling: what an edition may say is worked out from what is there, and what is not there is no failure."""

from types import SimpleNamespace

import pandas as pd
import pytest

from analysis import extracts
from analysis.disclosure import ledger, solving
from analysis.errors import InputError, MissingSourceError
from analysis.release import counts as counting
from analysis.release import solve
from analysis.release.solve import NO_EXTRACT, NO_FILE

KENT = SimpleNamespace(slug="kent")


@pytest.fixture
def asked(monkeypatch):
    """Return what was asked of the solver, which solves nothing here."""
    held = []

    def solve(
        area, edition, as_of, counts, quarters, ledger_documents, release, policies, source, revised, key
    ):
        assert len(key) == 32, "a private order"
        if source.name == "victims":
            held.append((area, edition, as_of, len(counts), list(quarters), ledger_documents))
        made = {
            "area": area,
            "edition": edition,
            "as_of": as_of,
            "policies": {},
            "tabulations": {source.name: {}},
        }
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


def test_no_edition_shows_as_published_what_no_publisher_prints(asked, monkeypatch, tmp_path):
    extract(monkeypatch, "2026-Q1")
    (tmp_path / "kent").mkdir()
    false = solve.empty("kent", "2025-Q4") | {"as_published": {"nrm_referrals": [], "victims": ["sex"]}}
    held = ledger.append(tmp_path, ledger.read(tmp_path, "kent"), false, "2025-Q4", {}, "")
    told = r"edition 2025-Q4, as_published\.victims: names a source that no publisher prints"
    with pytest.raises(InputError, match=told):
        solve.solved(KENT, "2026-Q1", "2026-Q1", held)
    with pytest.raises(InputError, match=told):
        solve.attacked([false], "nothing was released")
