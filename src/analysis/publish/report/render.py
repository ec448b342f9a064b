"""Render a composed edition into its new folder: pages, pictures, the other forms, and the manifest."""

import json
from concurrent.futures import ThreadPoolExecutor

from analysis.publish import forms
from analysis.publish.report import documents, folders, levels, reuse, search_index
from analysis.publish.report import manifest as manifests

SCRIPT = "page.js"  # what the pages of every edition have beside them
AT_A_TIME = 2


def write(folder, edition, reusing=None, printed=True):
    """Write an `edition`, as `compose` gives it, into `folder`.

    Pages and pictures that `reusing` (see `reuse`) holds are not made again. Without `printed` there are no
    PDFs and no Word document.
    """
    reusing = reusing or reuse.Nothing()
    charts = [entry for entry in edition.manifest["figures"] if entry["kind"] == "figure"]
    drawn = {path: content for path, content in edition.files.items() if path.endswith(".svg")}
    written = edition.files | forms.pngs(drawn, reusing)
    folders.put(folder, written)
    about = (edition.about, edition.licences, edition.day, printed, reusing)
    with ThreadPoolExecutor(1) as beside:
        asked = beside.submit(forms.made, folder, edition.chapters, charts, drawn, *about)
        made = _pages(edition, reusing) | asked.result()
    folders.put(folder, made)
    folders.put(folder, manifests.as_file(edition.manifest, written | made))


def _pages(edition, reusing):
    """Return path -> content of the web pages, what they share, and the text of each chapter."""

    def page(stem):
        links = [(address, title, address == f"{stem}.html") for address, title in edition.navigation]
        parts = (edition.pages[stem], links, edition.licences, stem != "index", edition.maps.get(stem))
        return reusing.made("page", [json.dumps(parts).encode()], lambda: documents.page(*parts).encode())

    def entries_of(content):
        def found():
            return json.dumps(search_index.entries_of(content)).encode()

        return json.loads(reusing.made("entries", [content.encode()], found))

    # Pandoc is a process of its own.
    with ThreadPoolExecutor(AT_A_TIME) as pool:
        made = list(pool.map(page, edition.pages))
    written = {f"{stem}.html": content for stem, content in zip(edition.pages, made, strict=True)}
    written |= {f"{one.name}.md": edition.pages[one.name].encode() for one in edition.chapters}
    # Of the first page nothing is found: its words are those of the others. Nor of what there is nothing on.
    found = [one for one in edition.navigation[1:] if one[0] != levels.NOT_ASSESSED]
    indexed = [(address, title, written[address].decode()) for address, title in found]
    written[search_index.FILE] = search_index.index(indexed, entries_of).encode()
    return written | {SCRIPT: documents.page_file(SCRIPT).encode()}
