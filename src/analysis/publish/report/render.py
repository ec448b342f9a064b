"""Write an edition into its new folder: pages, pictures, numbers, the other forms, and the manifest."""

import contextlib
import hashlib
import json
from concurrent.futures import ThreadPoolExecutor

from analysis import settings
from analysis.disclosure import document as tabulations
from analysis.errors import InputError
from analysis.publish import forms
from analysis.publish.report import (
    changes,
    commentary,
    contents,
    documents,
    help_now,
    left_open,
    question_page,
    questions,
    reuse,
    search_index,
)
from analysis.publish.report import manifest as manifests
from analysis.sources import catalogue

SCRIPT = "page.js"  # what the pages of every edition have beside them
AT_A_TIME = 2
STAYS = "The last edition stays as it was."


def write(
    folder, results, used, place, name, run, parameters, left_out, document, counts, reusing=None, mark=None
):
    """Write the edition `name` of an area into `folder`, of chapters that were run.

    `used` are the files that they read, `left_out` sentences on those that were not, `document` the solved
    tabulations and `counts` {source: what was counted of the office's own files}. Pages and pictures that
    `reusing` (see `reuse`) holds are not made again. `mark` (see `standing`) stands on every form.

    Raises InputError for the office's own words where they hold a figure that is not shown, and for a
    question that leads nowhere.
    """
    reusing = reusing or reuse.Nothing()
    cards = catalogue.catalogue()
    titles = {source: cards[source].title if source in cards else source for source in counts}
    results = [
        left_open.with_open_points(one, left_open.for_readers(counts, titles, _sources_of(one, document)))
        for one in results
    ]
    as_of = run.as_of or document["as_of"]
    day, period = settings.as_of_date(as_of), contents.period(used, as_of)
    about = {"area": place.name, "edition": name, "period": period, "invented": place.invented}
    about |= {"mark": mark, "help_lines": help_now.lines()}
    licences = contents.licences([item.card_id for item in used], cards, place.invented, day)
    written, pictures, spoken = pieces(results, document, mark)
    put(folder, written)
    changed = changes.told(folder, place, pictures)
    results = changes.with_what_changed(results, changed)
    with settings.serving(run):
        results, unapproved = commentary.with_own_words(results, place.slug)
        written, pictures, spoken = pieces(results, document, mark)
        own = {source: manifests.extracts(source, one, place.slug) for source, one in counts.items()}
        kept = manifests.kept({card for one in pictures for card in one["cards"]}, cards, place.slug)
    registers = questions.registers(place.slug)
    manifest = {
        "area": place.slug,
        "edition": name,
        "invented": place.invented,
        "mark": mark,
        "as_of": as_of,
        "as_of_given": run.as_of,
        "parameters": parameters,
        "chapters": [chapter.name for chapter in results],
        "versions": manifests.versions(),
        "left_out": left_out,
        "inputs": [manifests.input_entry(item, run.inputs) for item in used],
        "extracts": [found for each in own.values() for found in each],
        "kept": kept,
        "revisions": document.get("revisions", []),
        "questions": questions.asked(registers),
        "figures": pictures,
        "said": spoken,
        "unapproved": unapproved,
    }
    questions.refuse_dead_ends(manifest)
    points = {
        "What is overdue": contents.overdue(used, cards, run.as_of),
        "What the office's own files leave open": [
            " ".join(said) for said in left_open.for_readers(counts, titles).values()
        ],
        "Files that were left out": left_out,
    }
    given = [(titles[source], files) for source, files in own.items() if files]
    places = questions.places(manifest["questions"], manifest["chapters"]) | changes.places(pictures)
    headline = contents.page_one(results, places)[0]
    navigation = [("index.html", "Page one" if headline else "Contents")]
    navigation += [(f"{one.name}.html", documents.numbered(one)) for one in results]
    navigation.append((documents.QUESTIONS, question_page.TITLE))
    texts = {
        "index": contents.index(results, used, cards, about, points, given, changes.sentence(changed), places)
    }
    texts["questions"] = question_page.page(manifest, cards, registers, **about)
    maps = {chapter.name: documents.places_of(chapter, mark) for chapter in results}
    texts |= {chapter.name: documents.markdown(chapter, **about, places=places) for chapter in results}
    written |= {tabulations.FILE: tabulations.text(document).encode()}
    charts = [entry for entry in pictures if entry["kind"] == "figure"]
    drawn = {path: content for path, content in written.items() if path.endswith(".svg")}
    written |= forms.pngs(drawn, reusing)
    put(folder, written)
    with ThreadPoolExecutor(1) as beside:
        asked = beside.submit(forms.made, folder, results, charts, drawn, about, licences, day, reusing)
        pages = _pages(texts, navigation, licences, maps, reusing)
        made = asked.result()
    written |= pages
    put(folder, pages | made)
    manifest["files"] = {
        path: hashlib.sha256(content).hexdigest() for path, content in sorted((written | made).items())
    }
    put(folder, {"manifest.json": (json.dumps(manifest, indent=1, ensure_ascii=False) + "\n").encode()})


@contextlib.contextmanager
def plainly(folder):
    """Turn a fault of the disk into one line."""
    try:
        yield
    except OSError as fault:
        raise InputError(
            f"{folder}: cannot be written ({fault.strerror or fault}). {STAYS} "
            "Free some space, ask for write permission, or name another folder with --out."
        ) from None


def pieces(results, document, mark=None):
    """Return the files of every piece, the manifest's entries of charts and tables, and of what is said."""
    written, pictures, spoken = {}, [], []
    for chapter in results:
        for piece, name in zip(chapter.pieces, documents.piece_names(chapter), strict=True):
            made = documents.files(piece, name, mark)
            written |= made
            entry = manifests.declared(piece, name, chapter)
            if piece["kind"] in ("figure", "table"):
                words = {key: piece.get(key) or "" for key in ("title", "subtitle", "alt", "source")}
                paths = sorted([*made, *forms.pictures_of(piece, name)])
                pictures.append(entry | words | {"files": paths, "printed": piece.get("printed", {})})
            else:
                titled = {"title": piece.get("title") or ""} if piece["kind"] == "gap" else {}
                spoken.append(entry | titled)
    return written, pictures, spoken


def _pages(texts, navigation, licences, maps, reusing):
    """Return path -> content of the web page of each text, what they share, and the text of each chapter."""

    def page(stem):
        links = [(address, title, address == f"{stem}.html") for address, title in navigation]
        parts = (texts[stem], links, licences, stem != "index", maps.get(stem))
        key = [json.dumps(parts).encode()]
        content = reusing.held("page", key)
        if content is None:
            content = documents.page(*parts).encode()
            reusing.hold("page", key, content)
        return content

    def entries_of(content):
        key = [content.encode()]
        found = reusing.held("entries", key)
        if found is None:
            found = json.dumps(search_index.entries_of(content)).encode()
            reusing.hold("entries", key, found)
        return json.loads(found)

    # Pandoc is a process of its own.
    with ThreadPoolExecutor(AT_A_TIME) as pool:
        made = list(pool.map(page, texts))
    written = {f"{stem}.html": content for stem, content in zip(texts, made, strict=True)}
    chapters = [stem for stem in texts if stem not in ("index", "questions")]
    written |= {f"{stem}.md": texts[stem].encode() for stem in chapters}
    # Of the first page nothing is found: its words are those of the others.
    indexed = [(address, title, written[address].decode()) for address, title in navigation[1:]]
    written[search_index.FILE] = search_index.index(indexed, entries_of).encode()
    return written | {SCRIPT: documents.page_file(SCRIPT).encode()}


def _sources_of(chapter, document):
    """Return the sources of the tabulations that a chapter shows something of."""
    names = {name for piece in chapter.pieces for name in (piece.get("tabulation") or "").split(", ")}
    return {document["tabulations"][name]["source"] for name in names & set(document["tabulations"])}


def put(folder, written):
    """Write files (path within the edition -> content) into the new folder of an edition."""
    with plainly(folder.parent):
        for path, content in written.items():
            target = folder / path
            target.parent.mkdir(exist_ok=True)
            target.write_bytes(content)
