"""Editions as tests ask for them: of the invented area `kent`, and of an office in Sampleshire."""

import contextlib
import io
import json
import zipfile
from dataclasses import replace

import pypdfium2

from analysis import settings
from analysis.disclosure import ledger
from analysis.publish.report import chapters, editions, publishing
from analysis.release import statements, tabulations, write
from tests.in_process import release_here
from tests.publish.shelf import make_once

ASKED = ("inputs", "out", "edition", "as_of", "chapters", "local", "printed", "compared")


def built(area, **options):
    """Build an edition of an area: of the options some say what is asked for, the others how it is built."""
    asked = {name: options.pop(name) for name in ASKED if name in options}
    return editions.build(editions.Asked.of(area, **asked), **options)


def build(folder, **options):
    """Build the edition from the inputs in `folder` into its reports."""
    return built("kent", inputs=folder / "inputs", out=folder / "reports", **options)


def content(edition):
    """Return {path within it: bytes} of every file of an edition."""
    return {
        path.relative_to(edition).as_posix(): path.read_bytes()
        for path in edition.rglob("*")
        if path.is_file()
    }


def texts(folder):
    """Return the words of every file of an edition that can be read as words, Word and workbook unpacked."""
    found = {}
    for name, held in content(folder).items():
        if name.endswith((".docx", ".xlsx")):
            with zipfile.ZipFile(io.BytesIO(held)) as parts:
                held = b" ".join(parts.read(one) for one in parts.namelist())
        if name.endswith(".pdf"):
            with pypdfium2.PdfDocument(held) as paper:
                pages = [" ".join(page.get_textpage().get_text_range().split()) for page in paper]
            found |= {f"{name}, page {number}": words for number, words in enumerate(pages, 1)}
        elif not name.endswith((".png", ".js")) and name != "tabulations.json":
            found[name] = held.decode(errors="replace").replace("\\", "")  # of Markdown
    return found


def tabulation(name, source="victims", by=("district",), periods="quarter", **more):
    """Return a tabulation under the policy of victims that shows one period, unless it says otherwise."""
    usual = {"title": name, "last": 1, "policy": "victims"}
    return tabulations.Listed(name=name, source=source, by=by, periods=periods, **usual | more)


def only_these_tables(patch, listed):
    """Let `patch` solve the tabulations `listed` alone, in this process, and run no chapter."""
    patch.setattr(chapters, "run_all", lambda *_, **__: [])
    release_here(patch)
    make_once(patch)
    patch.setattr(tabulations, "listed", lambda: listed)


class Office:
    """An office that builds editions of Sampleshire and publishes them, from the files in `inputs`."""

    def __init__(self, home, inputs):
        self.local, self.reports = home / "local", home / "reports"
        self.places = {"inputs": inputs, "out": self.reports, "local": self.local}
        self.local.mkdir(exist_ok=True)

    def builds(self, edition, as_of, **more):
        """Return the released document of an edition that is built."""
        built("sampleshire", edition=edition, as_of=as_of, **self.places, **more)
        return self.document(edition or editions.DRAFT)

    def document(self, edition):
        """Return the released document of an edition as it lies in the reports."""
        path = self.reports / "sampleshire" / edition / "tabulations.json"
        return json.loads(path.read_text(encoding="utf-8"))

    @contextlib.contextmanager
    def in_a_chapter(self, edition):
        """Read what a chapter of an edition is handed."""
        run = settings.Run(self.places["inputs"], None, self.local)
        with settings.serving(run):
            document = statements.citing(self.document(edition)) | statements.beside("sampleshire")
        path = self.local.with_name("handed") / "tabulations.json"
        write.put(path, document, {})
        with settings.serving(replace(run, solved=path)):
            yield

    def publishes(self, edition, as_of, **more):
        """Return the released document of an edition that is built and published."""
        document = self.builds(edition, as_of, **more)
        publishing.publish(edition, "sampleshire", **self.places)
        return document

    def ledger(self):
        """Return the ledger of what it published."""
        return ledger.read(self.reports, "sampleshire")
