"""The gallery that the README shows: a few pictures of the invented county, small, each with its alt text."""

import dataclasses
import io
import json
from pathlib import Path

import pypdfium2
from PIL import Image

from analysis import scratch, settings
from analysis.errors import InputError
from analysis.publish.exhibits.exhibit import WATERMARK
from analysis.publish.report import documents, editions

MOST_BYTES = 150_000  # everyone who clones the project downloads them
WIDTH, PAGE_DOTS = 1200, 110
FEWER_COLOURS = (128, 64, 32, 16)
INDEX = "README.md"
HEAD = f"""# What one gets

Pictures from a report on Sampleshire. **{WATERMARK}**: the county is invented, and so is every figure of it.
`vna gallery` makes them again.
"""


@dataclasses.dataclass(frozen=True)
class Picture:
    """One picture of the gallery: the first piece of a chapter whose alt text begins in some words.

    `page` shows the page of the PDF on which it stands, and not its slide.
    """

    name: str
    chapter: str
    begins: str
    page: bool = False


CHOSEN = (
    Picture("where-to-reach-people", "11", "Map of speakers of"),
    Picture("who-is-reached", "05", "Dot chart of share of needs that are met"),
    Picture("a-page", "11", "Table of material in languages", page=True),
    Picture("what-is-recorded", "03", "Line chart"),
    Picture("an-interval", "09", "Dot chart of people in the whole area"),
    Picture("who-passes-on-to-whom", "10", "Diagram"),
)


def make(out=None, chosen=CHOSEN, build=editions.build):
    """Return the folder of the gallery, remade from a report on Sampleshire; `out` is the reports' folder.

    Raises InputError where a chapter has no such piece, where the report is not invented, and where a picture
    cannot be made small enough. The gallery that was there stays until the new one is complete.
    """
    with scratch.folder() as folder:
        chapters = sorted({picture.chapter for picture in chosen})
        asked = editions.Asked.of(settings.SAMPLESHIRE, out=folder, edition="gallery", chapters=chapters)
        edition = build(asked)
        manifest = json.loads((edition / "manifest.json").read_text(encoding="utf-8"))
        if not manifest["invented"]:
            raise InputError("The gallery shows invented figures alone, and this report's are not invented.")
        made, lines = {}, [HEAD]
        for picture in chosen:
            entry = _entry(manifest, picture)
            content = _page(edition, entry) if picture.page else _slide(edition, entry)
            made[f"{picture.name}.png"] = small(content, picture.name)
            alt = f"A page of the report. {entry['alt']}" if picture.page else entry["alt"]
            lines.append(f"![{alt} {WATERMARK}.]({picture.name}.png)\n")
    made[INDEX] = "\n".join(lines).encode()
    home = (Path(out) if out is not None else settings.reports()) / "gallery"
    home.mkdir(parents=True, exist_ok=True)
    for name, content in made.items():
        (home / name).write_bytes(content)
    for old in home.glob("*.png"):
        if old.name not in made:
            old.unlink()
    return home


def _entry(manifest, picture):
    found = (
        entry
        for entry in manifest["figures"]
        if entry["name"].startswith(f"{picture.chapter}-") and entry["alt"].startswith(picture.begins)
    )
    entry = next(found, None)
    if entry is None:
        raise InputError(
            f'Chapter {picture.chapter} has nothing whose alt text begins with "{picture.begins}". Choose '
            "another piece for the gallery, in src/analysis/publish/report/gallery.py."
        )
    return entry


def _slide(edition, entry):
    slide = Image.open(io.BytesIO((edition / "slides" / f"{entry['name']}.png").read_bytes())).convert("RGB")
    return slide.resize((WIDTH, round(slide.height * WIDTH / slide.width)), Image.Resampling.LANCZOS)


def _page(edition, entry):
    """Return the page of the PDF on which a piece begins, as a picture."""
    label = documents.label(entry["name"])
    with pypdfium2.PdfDocument(edition / "victim_needs_assessment.pdf") as document:
        for page in document:
            text = " ".join(page.get_textpage().get_text_range().split())
            if f"{label} {entry['title']}"[:40] in text:
                return page.render(scale=PAGE_DOTS / 72).to_pil().convert("RGB")
    raise InputError(f"{label} is on no page of the PDF.")


def small(image, name):
    """Return a picture as PNG of at most 150 KB, in as many colours as that leaves."""
    for colours in FEWER_COLOURS:
        content = io.BytesIO()
        image.quantize(colours, dither=0).save(content, "png", optimize=True)
        if content.tell() <= MOST_BYTES:
            return content.getvalue()
    raise InputError(f"The picture {name} has more than {MOST_BYTES:,} bytes in the fewest colours.")
