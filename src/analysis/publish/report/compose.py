"""Compose an edition of chapters that were run: what is added to them, its manifest, and all forms of it."""

from concurrent.futures import ThreadPoolExecutor

from analysis import settings
from analysis.disclosure import document as tabulations
from analysis.publish import forms
from analysis.publish.report import (
    changes,
    commentary,
    contents,
    documents,
    folders,
    left_open,
    levels,
    questions,
    search_index,
)
from analysis.publish.report import manifest as manifests
from analysis.sources import catalogue

SCRIPT = "page.js"  # what the pages of every edition have beside them
AT_A_TIME = 2


def write(folder, asked, released, results, used, left_out, mark=None):
    """Write an edition, of chapters that were run, into `folder`; return its manifest.

    `asked` says of which area and how (`editions.Asked`), and `released` what was counted (`write.Released`).
    `used` are the files of which the tables of the chapters are made, and `left_out` sentences on those that
    were not. `mark` (see `draft_mark`) stands on every form.

    Raises InputError for the office's own words where they hold a figure that is not shown, and for a
    question that leads nowhere.
    """
    place, name, run = asked.place, asked.name, released.run
    document, counts = released.document, released.counts
    cards = catalogue.catalogue()
    titles = {source: cards[source].title if source in cards else source for source in counts}
    results = [
        left_open.with_open_points(one, left_open.for_readers(counts, titles, _sources_of(one, document)))
        for one in results
    ]
    as_of = run.as_of or document["as_of"]
    day = settings.as_of_date(as_of)
    about = contents.about(place, name, contents.period(used, as_of), mark)
    files, pictures, _ = pieces(results, mark)
    folders.put(folder, files)
    changed = changes.told(folder, place, pictures)
    results = changes.with_what_changed(results, changed)
    with settings.serving(run):
        results, unapproved = commentary.with_own_words(results, place.slug)
        files, pictures, spoken = pieces(results, mark)
        own = {source: manifests.extracts(source, one, place.slug) for source, one in counts.items()}
        held = manifests.kept({card for one in pictures for card in one["cards"]}, cards, place.slug)
    registers = questions.registers(place.slug)
    manifest = manifests.manifest(
        *(place, name, mark, as_of, run.as_of, document),
        parameters=asked.parameters,
        chapters=[chapter.name for chapter in results],
        left_out=left_out,
        set_aside=[manifests.aside_entry(one, run.inputs) for one in run.set_aside],
        leads=[list(one) for one in asked.compared],
        inputs=[manifests.input_entry(item, run.inputs) for item in used],
        extracts=[found for each in own.values() for found in each],
        kept=held,
        questions=questions.asked(registers),
        figures=pictures,
        said=spoken,
        unapproved=unapproved,
    )
    questions.refuse_dead_ends(manifest)
    points = {
        "What is overdue": contents.overdue(used, cards, run.as_of),
        "What the office's own files leave open": [
            " ".join(said) for said in left_open.for_readers(counts, titles).values()
        ],
        "Files that were left out": left_out,
    }
    given = [(titles[source], held) for source, held in own.items() if held]
    places = questions.places(manifest["questions"], manifest["chapters"])
    places |= {documents.label(one["name"]): changes.address(one) for one in pictures}
    headline = contents.page_one(results, places)[0]
    navigation = [("index.html", "Page one" if headline else "Contents")]
    navigation += [(f"{one.name}.html", documents.numbered(one)) for one in results]
    navigation.append((documents.QUESTIONS, questions.TITLE))
    leads = [*forms.files_of(results, asked.printed), *asked.compared]
    sentence = changed[0]["words"] if changed else ""
    sources = contents.built_from(used, cards, given)
    first = contents.index(results, about, sources, points, sentence, places, leads)
    pages = {"index": first, "questions": questions.page(manifest, cards, registers, **about)}
    pages |= {chapter.name: documents.markdown(chapter, **about, places=places) for chapter in results}
    if lost := documents.not_assessed(results, **about):
        navigation.append((levels.NOT_ASSESSED, levels.NOT_ASSESSED_TITLE))
        pages[levels.NOT_ASSESSED.removesuffix(".html")] = lost
    licences = contents.licences([item.card_id for item in used], cards, place.invented, day)
    files |= {tabulations.FILE: tabulations.text(document).encode()}
    drawn = {path: content for path, content in files.items() if path.endswith(".svg")}
    files |= forms.pngs(drawn)
    folders.put(folder, files)
    charts = [entry for entry in pictures if entry["kind"] == "figure"]
    with ThreadPoolExecutor(1) as beside:
        work = (forms.made, folder, results, charts, drawn, about, licences, day, asked.printed)
        others = beside.submit(*work)
        maps = {chapter.name: documents.places_of(chapter, mark) for chapter in results}
        made = _pages(results, pages, navigation, licences, maps) | others.result()
    folders.put(folder, made)
    folders.put(folder, manifests.as_file(manifest, files | made))
    return manifest


def _pages(results, pages, navigation, licences, maps):
    """Return path -> content of the web pages, what they share, and the text of each chapter.

    `pages` are their Markdown by name, `navigation` the (address, title) of each in order, `maps` {page: the
    outlines of its maps}.
    """

    def page(stem):
        links = [(address, title, address == f"{stem}.html") for address, title in navigation]
        return documents.page(pages[stem], links, licences, stem != "index", maps.get(stem)).encode()

    # Pandoc is a process of its own.
    with ThreadPoolExecutor(AT_A_TIME) as pool:
        made = list(pool.map(page, pages))
    written = {f"{stem}.html": content for stem, content in zip(pages, made, strict=True)}
    written |= {f"{one.name}.md": pages[one.name].encode() for one in results}
    # Of the first page nothing is found: its words are those of the others. Nor of what there is nothing on.
    found = [one for one in navigation[1:] if one[0] != levels.NOT_ASSESSED]
    indexed = [(address, title, written[address].decode()) for address, title in found]
    written[search_index.FILE] = search_index.index(indexed).encode()
    return written | {SCRIPT: documents.page_file(SCRIPT).encode()}


def pieces(results, mark=None):
    """Return the files of every piece, the manifest's entries of charts and tables, and of what is said."""
    written, pictures, spoken = {}, [], []
    for chapter in results:
        for piece in chapter.pieces:
            made = documents.files(piece, mark)
            written |= made
            entry = manifests.declared(piece, chapter)
            if piece["kind"] in ("figure", "table"):
                words = {key: piece.get(key) or "" for key in ("title", "subtitle", "alt", "source")}
                paths = sorted([*made, *forms.pictures_of(piece)])
                pictures.append(entry | words | {"files": paths, "printed": piece["grid"]["printed"]})
            else:
                titled = {"title": piece.get("title") or ""} if piece["kind"] == "gap" else {}
                spoken.append(entry | titled)
    return written, pictures, spoken


def _sources_of(chapter, document):
    """Return the sources of the tabulations that a chapter shows something of."""
    names = {name for piece in chapter.pieces for name in (piece.get("tabulation") or "").split(", ")}
    return {document["tabulations"][name]["source"] for name in names & set(document["tabulations"])}
