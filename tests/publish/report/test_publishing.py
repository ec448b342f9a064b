"""Publishing: an edition is closed once, as it was built, forward in time, and not if it would leak."""

import json
import shutil
import types

import pytest

from analysis import settings
from analysis.disclosure import ledger
from analysis.errors import InputError
from analysis.extracts import stored_counts
from analysis.publish.report import draft_mark, editions, folders, publishing, verify
from analysis.release import process, solve
from tests.publish.report.an_edition import built, content, texts


@pytest.fixture
def kept(monkeypatch):
    """Return what publishing kept of the counts, which it does not keep on the disk here."""
    held = []

    def keep(kind, area, edition, frame, quarters=None, revision=0):
        held.append((edition.rsplit("-", 1)[0], tuple(quarters)))
        return f"{edition}.csv"

    monkeypatch.setattr(stored_counts, "keep", keep)
    return held


@pytest.fixture
def assessment(folder, ran, kept):
    """Return what builds, publishes and attacks editions in one folder of reports."""
    ran()
    places = {"inputs": folder / "inputs", "out": folder / "reports"}

    def build(edition="2026-Q1", as_of="2026-Q1", **more):
        return built("kent", edition=edition, as_of=as_of, **places, **more)

    return types.SimpleNamespace(
        build=build,
        publish=lambda edition="2026-Q1", **more: publishing.publish(edition, "kent", **places, **more),
        attack=lambda: verify.attacked_reports(folder / "reports"),
        ledger=lambda: ledger.read(folder / "reports", "kent"),
        home=folder / "reports" / "kent",
    )


def test_an_edition_that_was_built_is_published_once_and_is_closed(assessment, kept):
    assessment.build()
    heard = []
    folder = assessment.publish(said=heard.append)
    assert folder == assessment.home / "2026-Q1" and "2 hidden cells over 1 edition" in heard[0]
    (entry,) = assessment.ledger().entries
    assert (entry["edition"], entry["as_of"]) == ("2026-Q1", "2026-Q1")
    assert entry["document"] == json.loads((folder / "tabulations.json").read_text(encoding="utf-8"))
    assert kept == [("2026-Q1", ("2026-Q1",))]
    assert entry["counts"]["victims"]["2026-Q1"].startswith("2026-Q1-")
    assert assessment.attack()[1]
    seen = {path.name for path in assessment.home.iterdir() if not path.name.startswith(".")}
    assert seen == {"2026-Q1", "ledger.json"}
    # The ledger holds no word of what was hidden.
    cells = entry["document"]["tabulations"]["victims_by_place"]["cells"]
    assert [cell[2] for cell in cells] == [40, "[c]", "[c]", 171]
    before = content(folder)
    with pytest.raises(InputError, match=r'the edition "2026-Q1" was published on .* and is closed'):
        assessment.build()
    with pytest.raises(InputError, match="An edition is published once"):
        assessment.publish()
    assert content(folder) == before and len(assessment.ledger().entries) == 1


def test_editions_move_forward(assessment, kept):
    for quarter in ("2026-Q1", "2025-Q4", "2026-Q2"):
        assessment.build(quarter, quarter)
    assessment.publish()
    with pytest.raises(InputError, match="as of 2025-Q4, and an edition as of 2026-Q1 is published already"):
        assessment.publish("2025-Q4")
    assessment.publish("2026-Q2")
    assert assessment.ledger().editions == ["2026-Q1", "2026-Q2"]
    assessment.build("again", "2026-Q2")
    assessment.publish("again")
    # A quarter is kept by the edition that first publishes it.
    assert kept == [(quarter, (quarter,)) for quarter in ("2026-Q1", "2026-Q2")]
    assert assessment.ledger().counts("victims")["2026-Q2"].startswith("2026-Q2-")
    lines, safe = assessment.attack()
    assert safe and "4 editions" in lines[0], (lines, "three are closed and one is a draft")


def rewritten(name):
    return lambda folder: (folder / name).write_text("another", encoding="utf-8")


def relisted(folder):
    held = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    held["edition"] = "2026-Q4"
    (folder / "manifest.json").write_text(json.dumps(held), encoding="utf-8")


@pytest.mark.parametrize(
    ("work", "says"),
    [
        (rewritten("02_people.html"), "02_people.html: was changed after it was built"),
        (rewritten("manifest.json"), "manifest.json: line 1: is not JSON"),
        (lambda folder: (folder / "manifest.json").unlink(), "manifest.json: no such file"),
        (lambda folder: (folder / "data/02-01.csv").unlink(), "data/02-01.csv: is missing"),
        (rewritten("notes.txt"), "holds a file that is not in its manifest, notes.txt"),
        (relisted, "holds an edition of another area or name"),
    ],
)
def test_an_edition_that_is_not_as_it_was_built_is_not_published(assessment, kept, work, says):
    work(assessment.build())
    with pytest.raises(InputError, match=says):
        assessment.publish()
    assert assessment.ledger().entries == () and kept == []


def test_words_of_the_office_that_nobody_approved_are_not_published(assessment, folder):
    local, path = folder / "local", folder / "local" / "commentary" / "02.md"
    path.parent.mkdir(parents=True)
    path.write_text("We listened.", encoding="utf-8")
    assessment.build(local=local)
    with pytest.raises(InputError, match=r"commentary/02\.md: nobody has approved these words"):
        assessment.publish(local=local)
    assert assessment.ledger().entries == ()
    lines = "---\napproved_by: Head of policy\napproved_on: 2026-07-14\n---\n"
    path.write_text(f"{lines}We listened.", encoding="utf-8")
    assessment.build(local=local)
    page = assessment.publish(local=local) / "02_people.html"
    assert "approved by Head of policy on 14 July 2026" in page.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("edition", "as_of", "says"),
    [
        ("draft", None, "can always be rebuilt"),
        ("2026-Q9", None, "no such edition. Build it first"),
        ("../kent", None, "letters, digits, dashes"),
        ("2026-Q1", "2026-Q2", "was built as of 2026-Q1, not 2026-Q2"),
        ("empty", None, "has no as-of quarter"),
    ],
)
def test_what_cannot_be_published_says_what_to_do(assessment, monkeypatch, edition, as_of, says):
    if edition == "empty":
        monkeypatch.setattr(solve, "solved", lambda place, name, *_: (solve.empty(place.slug, name), {}))
        monkeypatch.setattr("analysis.publish.report.chapters.run_all", lambda *_, **__: [])
        assessment.build("empty", None)
    else:
        assessment.build()
    with pytest.raises(InputError, match=says):
        assessment.publish(edition, as_of=as_of)


def test_what_the_policy_hides_and_a_leak_between_two_editions_are_not_built(assessment, solves):
    assessment.build()
    assessment.publish()
    # Each is safe alone; together they tell Corby apart.
    solves({"Ashby": 40, "Beeston": 128, "Corby": "[c]", "Total": "[c]"})
    with pytest.raises(InputError, match=r"The attack found a hidden cell[\s\S]*[12] of them narrowed"):
        assessment.build("second")
    solves({"Ashby": 40, "Beeston": 4, "Corby": 127, "Total": 171})
    with pytest.raises(InputError, match="though the policy hides it"):
        assessment.build("second")
    assert not (assessment.home / "second").exists()


def test_a_build_that_was_overtaken_by_a_publication_is_not_put_in_place(assessment, monkeypatch):
    assessment.build()
    before = assessment.build("draft")
    content = (before / "manifest.json").read_bytes()
    check = editions.verify

    def meanwhile(*arguments, **options):
        monkeypatch.setattr(editions, "verify", check)
        assessment.publish()
        check(*arguments, **options)

    monkeypatch.setattr(editions, "verify", meanwhile)
    with pytest.raises(InputError, match="another edition was published meanwhile"):
        assessment.build("draft")
    assert (before / "manifest.json").read_bytes() == content
    assert assessment.build("draft") == before


def test_an_interruption_leaves_the_ledger_and_the_edition_publishable(assessment, monkeypatch):
    assessment.build()

    def interrupted(*_, **__):
        raise KeyboardInterrupt

    before = content(assessment.home / "2026-Q1")
    for module, name in ((process, "keep"), (ledger, "append")):
        with monkeypatch.context() as patch:
            patch.setattr(module, name, interrupted)
            with pytest.raises(KeyboardInterrupt):
                assessment.publish()
        assert assessment.ledger().entries == () and content(assessment.home / "2026-Q1") == before
        assert {path.name for path in assessment.home.iterdir() if path.is_dir()} == {"2026-Q1"}
    for name, busy in (("2026-Q1", "being built"), (folders.LEDGER, "being published")):
        said = pytest.raises(InputError, match=f"{busy} by another command")
        with folders.only_one(assessment.home, name), said:
            assessment.publish()
    assessment.publish()


@pytest.mark.parametrize("when", ["before it", "while its figures are compared", "in its chapters"])
def test_an_edition_whose_inputs_or_chapters_changed_is_not_published(
    assessment, monkeypatch, solves, ran, kept, when
):
    before = content(assessment.build())
    figures, other = publishing._refuse_other_figures, {"Ashby": 41, "Beeston": "[c]", "Corby": "[c]"}

    def changed_meanwhile(*given):
        solves(other | {"Total": 172})
        figures(*given)

    if when == "before it":
        solves(other | {"Total": 171})
    elif when == "in its chapters":
        ran(title="Another title")
        for path in settings.notebooks().glob("*.ipynb"):
            path.write_text(f"{path.read_text(encoding='utf-8')}\n", encoding="utf-8")
    else:
        monkeypatch.setattr(publishing, "_refuse_other_figures", changed_meanwhile)
    chapters = when == "in its chapters"
    changed = "its chapters changed since" if chapters else "2026-Q1: its inputs or its policy changed"
    with pytest.raises(InputError, match=changed):
        assessment.publish()
    assert content(assessment.home / "2026-Q1") == before
    assert assessment.ledger().entries == () and kept == []


def test_every_form_of_a_draft_says_so_and_none_of_what_was_published(assessment):
    folder = assessment.build()
    pictures = {name: one for name, one in content(folder).items() if name.endswith(".png")}
    draft = texts(folder)
    assert len(draft) > 10 and [name for name, words in draft.items() if draft_mark.DRAFT not in words] == []
    before = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assessment.publish()
    now = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert (before["mark"], now["mark"]) == (draft_mark.DRAFT, None)
    assert before["figures"] == now["figures"] and before["said"] == now["said"]
    verify.verify(folder, json.loads((folder / "tabulations.json").read_text(encoding="utf-8")), {}, folder)
    published = texts(folder)
    assert [name for name, words in published.items() if draft_mark.DRAFT in words] == []
    assert set(draft) - set(published) == set() and set(published) - set(draft) == {"published.json"}
    # Of pictures only their bytes can be distinguished here.
    assert all(content(folder)[name] != picture for name, picture in pictures.items())


def test_to_publish_runs_no_chapter_again_that_the_build_kept(assessment, monkeypatch):
    assessment.build(again=False, compared=(("Beside others", "../index.html"),))
    monkeypatch.setattr(editions.notebooks, "run_all", lambda *given, **named: pytest.fail("a chapter ran"))
    assessment.publish()
    assert [one["edition"] for one in assessment.ledger().entries] == ["2026-Q1"]


def test_what_was_built_without_pdfs_is_published_without_them(assessment):
    draft = content(assessment.build(printed=False))
    published = content(assessment.publish())
    assert {name.rpartition(".")[2] for name in draft} >= {"html", "xlsx", "png"}
    assert set(published) - set(draft) == {"published.json"} and set(draft) <= set(published)


def test_a_draft_comes_back_where_publishing_was_killed_before_the_ledger(assessment):
    """What a kill between the two leaves: an edition without a mark in place, and the draft set aside."""
    folder = assessment.build()
    before, aside = content(folder), folder.with_name(".2026-Q1.old")
    shutil.copytree(folder, aside)
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    (folder / "manifest.json").write_text(json.dumps(manifest | {"mark": None}), encoding="utf-8")
    lines, safe = assessment.attack()
    assert not safe and any("does not say that it is a draft" in line for line in lines)
    with pytest.raises(InputError, match="was built as of"):
        assessment.publish(as_of="2026-Q2")
    assert content(folder) == before and not aside.exists()
    assessment.publish()


def test_an_edition_changed_or_gone_after_closing_is_told_by_the_attack(assessment, tmp_path):
    folder = assessment.build()
    assert assessment.attack()[1]

    def told(name, now):
        """Return the last line of an attack on the edition in which a file is another."""
        was = (folder / name).read_bytes()
        (folder / name).write_bytes(now(was))
        lines, safe = assessment.attack()
        assert not safe and (folder / name).read_bytes() != was
        (folder / name).write_bytes(was)
        return lines[-1]

    page = folder / "02_people.html"
    said = told(page.name, lambda was: was.replace(b"[c]", b"3"))
    assert said.startswith(f"{page}: was changed")
    said = told("manifest.json", lambda was: b'{"figures": []}')
    assert "manifest.json: cannot be read" in said and "Build the edition again" in said
    assessment.publish()
    assert "index.html: was changed" in told("index.html", lambda was: b"another")
    assert "manifest is not the one that was published" in told("manifest.json", lambda was: b"{}")
    shutil.rmtree(folder)
    lines, safe = assessment.attack()
    assert safe and "was published and is gone" in lines[-1]
    with pytest.raises(InputError, match="is closed"):
        assessment.build()
    (tmp_path / "empty").mkdir()
    for name, says in (("absent", "no such folder"), ("empty", "holds no edition")):
        with pytest.raises(InputError, match=says):
            verify.attacked_reports(tmp_path / name)
