"""The gallery: pictures of an invented report alone, small, each with its alt text; and what is kept."""

import datetime
import io
import json
import re
from pathlib import Path

import pytest
from PIL import Image

from analysis import settings
from analysis.errors import InputError
from analysis.publish.forms.pdf import compiled
from analysis.publish.report import gallery
from tests.commands import ran

PROJECT = Path(__file__).resolve().parents[3]
KEPT = PROJECT / "reports" / "gallery"
PICTURES = r"!\[([^\]]+)\]\(([\w/.-]+\.png)\)"
MOST = gallery.MOST_BYTES
CHOSEN = (
    gallery.Picture("a-map", "11", "Map of speakers"),
    gallery.Picture("a-page", "11", "Table of languages", page=True),
)
ENTRIES = [
    {"name": "05-01", "alt": "Map of speakers of another chapter.", "title": "Elsewhere"},
    {"name": "11-01", "alt": "Map of speakers of Aran. Many live in Wick.", "title": "Many live in Wick"},
    {"name": "11-02", "alt": "Map of speakers of Belic.", "title": "Few do"},
    {"name": "11-table-01", "alt": "Table of languages. Aran first.", "title": "Aran first"},
]
PDF = """#set document(title: [A report])
#set page(width: 12cm, height: 6cm)
= A chapter
Words.
#pagebreak()
Table 11.1 *Aran first*
#rect(width: 100%, height: 2cm, fill: blue)"""


def built(invented=True, entries=ENTRIES):
    """Return what stands in for a build: an edition with a manifest, slides and a PDF."""

    def build(asked):
        assert asked.place.slug == "sampleshire" and [path.stem[:2] for path in asked.selected] == ["11"]
        folder = asked.final
        (folder / "slides").mkdir(parents=True)
        manifest = {"invented": invented, "figures": entries}
        (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
        for entry in entries:
            Image.new("RGB", (1920, 1080), "white").save(folder / "slides" / f"{entry['name']}.png")
        made, _ = compiled({"main.typ": PDF.encode()}, "pdf", datetime.date(2026, 6, 30))
        (folder / "victim_needs_assessment.pdf").write_bytes(made)
        return folder

    return build


@pytest.mark.parametrize("picture", gallery.CHOSEN, ids=lambda picture: picture.name)
def test_what_is_chosen_is_in_its_chapter(picture):
    # The alt text goes on with the subtitle.
    subtitle = picture.begins.partition(" of ")[2]
    (chapter,) = settings.notebooks().glob(f"{picture.chapter}_*.ipynb")
    assert f"{subtitle[:1].upper()}{subtitle[1:]}" in chapter.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """Return the folder of a gallery, made where an older one was."""
    out = tmp_path_factory.mktemp("reports")
    (out / "gallery").mkdir()
    (out / "gallery" / "old.png").write_bytes(b"old")
    assert gallery.make(out, CHOSEN, built()) == out / "gallery"
    return out / "gallery"


def test_a_piece_has_its_alt_text_says_it_is_invented_and_others_go(home):
    assert re.findall(PICTURES, (home / "README.md").read_text(encoding="utf-8")) == [
        ("Map of speakers of Aran. Many live in Wick. Invented data.", "a-map.png"),
        ("A page of the report. Table of languages. Aran first. Invented data.", "a-page.png"),
    ]
    assert Image.open(home / "a-map.png").size == (1200, 675)
    page = Image.open(home / "a-page.png").convert("RGB")  # that on which the table stands
    assert (0, 116, 217) in {colour for _, colour in page.getcolors(page.width * page.height)}
    assert sorted(path.name for path in home.iterdir()) == ["README.md", "a-map.png", "a-page.png"]


@pytest.mark.parametrize(
    ("build", "most", "said"),
    [
        (built(invented=False), MOST, "not invented"),
        (built(entries=ENTRIES[:1]), MOST, 'Chapter 11 has nothing whose .* with "Map of speakers"'),
        (built(entries=[*ENTRIES[:3], ENTRIES[3] | {"title": "B"}]), MOST, "Table 11.1 is on no page"),
        (built(), 1_000, "has more than 1,000 bytes in the fewest colours"),
    ],
)
def test_without_what_was_chosen_or_small_enough_nothing_is_made(tmp_path, monkeypatch, build, most, said):
    monkeypatch.setattr(gallery, "MOST_BYTES", most)
    with pytest.raises(InputError, match=said):
        gallery.make(tmp_path, CHOSEN, build)
    assert not (tmp_path / "gallery").exists()


def test_what_is_kept_is_small_and_what_was_chosen_and_the_index_has_each():
    index = (KEPT / "README.md").read_text(encoding="utf-8")
    listed = re.findall(PICTURES, index)
    assert [name for _, name in listed] == [f"{one.name}.png" for one in gallery.CHOSEN]
    assert {path.name for path in KEPT.glob("*.png")} == {name for _, name in listed}
    assert all((KEPT / name).stat().st_size <= gallery.MOST_BYTES for _, name in listed)
    assert all(alt.endswith("Invented data.") for alt, _ in listed)
    for (alt, _), one in zip(listed, gallery.CHOSEN, strict=True):
        assert one.begins in alt
    # The README of the project shows one of them with the same words.
    ((alt, name),) = re.findall(PICTURES, (PROJECT / "README.md").read_text(encoding="utf-8"))
    assert dict(listed)[alt] == name.removeprefix("reports/gallery/")


@pytest.mark.slow
def test_the_command_makes_it_of_sampleshire(tmp_path):
    ran("gallery", "--out", tmp_path)
    made = {path.name: Image.open(io.BytesIO(path.read_bytes())).size for path in tmp_path.rglob("*.png")}
    assert set(made) == {f"{one.name}.png" for one in gallery.CHOSEN}
