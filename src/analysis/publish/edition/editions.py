"""Build an edition: run its chapters, write it beside the last one, and swap at the end."""

import contextlib
import dataclasses
import datetime
import hashlib
import json
import os
import re
import shutil
from pathlib import Path

from analysis import settings
from analysis.errors import InputError, nearest
from analysis.publish import forms
from analysis.publish.disclosure import document as tabulations
from analysis.publish.edition import chapters as notebooks
from analysis.publish.edition import (
    commentary,
    documents,
    ledger,
    locks,
    question_page,
    questions,
    revising,
    settling,
    supplied,
)
from analysis.publish.edition import manifest as manifests
from analysis.publish.edition.last_check import last_check
from analysis.publish.edition.typed import refuse_typed

DRAFT = "draft"
# What lies beside the editions, under names of its own: the ledger, its lock and its next writing.
RESERVED = tuple(f"{ledger.FILE}{ending}" for ending in ("", ".lock", ".new"))
EDITION_NAME = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]{0,62}[A-Za-z0-9_-])?")
STAYS = "The last edition stays as it was."


class BuildError(InputError):
    """An edition could not be made. `faults` holds one ChapterError for each chapter that failed."""

    def __init__(self, message, faults=()):
        super().__init__(message)
        self.faults = tuple(faults)


def build(
    area,
    inputs=None,
    out=None,
    edition=None,
    as_of=None,
    chapters=None,
    progress=None,
    local=None,
    said=None,
    revise=None,
    reason=None,
):
    """Return the folder of an edition of the assessment of `area`, made anew.

    It lies in `out` (the project's `reports` by default), under the area's slug and the edition's name
    ("draft" by default). `inputs` is the folder of publishers' files; `as_of` a quarter such as
    "2026-Q3"; `chapters` the names or numbers of those to run, all by default. `progress(name, state)`
    hears "running", "done" or "failed" of each chapter. `local` is the folder of the office's own
    extracts; every file is read, and their tabulations are solved once, before any chapter runs. The last
    edition stays whole until the new one is complete, has been read back from the disk and has been attacked
    together with all that was published before; `said(line)` hears what the files that the office was given
    leave open, and what the attack found. `revise` names a series that is counted anew, whole, from the files
    in hand, and `reason` says why: every later edition prints it.

    Raises BuildError when a chapter fails, once the others have run, and InputError when an argument
    is wrong, the folder cannot be written, the edition is published, or it would give away what is hidden.
    """
    from analysis import areas
    from analysis.sources import checks, inventory

    name = checked_name(edition or DRAFT)
    place = areas.area(area)
    selected = choose(chapters)
    run = run_of(place, inputs, as_of, local)
    inventory.forget()
    held = inventory.open_for(place, run.inputs)
    parameters = {"AREA": place.slug, "EDITION": edition}
    home = Path(out) if out is not None else settings.reports()
    with _written_beside(home, place.slug, name) as (folder, published):
        with settings.serving(run):
            checks.refuse_wrong(held, place)
            revision = revising.asked(revise, reason, published)
            document, counts = settling.settled(place, name, run.as_of, published, revision)
        with settling.handed(document, settling.in_force(published, document)) as path:
            solved = dataclasses.replace(run, solved=path)
            results = notebooks.run_all(selected, parameters, solved, progress=progress)
        faults = [result for result in results if isinstance(result, notebooks.ChapterError)]
        if faults:
            lines = "\n".join(str(fault) for fault in faults)
            raise BuildError(f"{len(faults)} of {len(results)} chapters failed. {STAYS}\n{lines}", faults)
        used = _used(results, held)
        _write(folder, results, used, place, name, run, parameters, _left_out(held), document, counts)
        last_check(folder, home / place.slug / name)
        tell = said or (lambda line: None)
        for line in [*supplied.for_the_analyst(counts), *settling.attacked(published, folder)]:
            tell(line)
    return home / place.slug / name


def refuse_closed(published, home, name):
    """Raise InputError when the edition `name` is in the ledger: what was published is not built again."""
    if published.entry(name) is not None:
        raise InputError(
            f'{Path(home) / published.area / name}: the edition "{name}" was published on '
            f"{published.entry(name)['published_on']} and is closed. Build under another name."
        )


def checked_name(edition):
    """Return `edition`, once it is known to be a name that cannot climb out of the area's folder.

    Raises InputError for anything but letters, digits, dashes, dots and underscores, and for a name that the
    ledger and its lock have.
    """
    if not EDITION_NAME.fullmatch(edition) or ".." in edition:
        raise InputError(
            f"Edition {edition[:80]!r}: a name has letters, digits, dashes, dots and underscores, at most "
            "64, begins with a letter or digit and does not end in a dot. For example 2026-Q3."
        )
    # Some disks take capitals and small letters for the same.
    if edition.lower() in RESERVED:
        raise InputError(
            f'Edition "{edition}": the ledger and its lock have this name. Name the edition otherwise, for '
            "example 2026-Q3."
        )
    return edition


def choose(wanted=None):
    """Return the notebooks that `wanted` names or numbers, all by default, in reading order.

    Raises InputError for one that does not exist, with the nearest.
    """
    held = {
        path.stem: path
        for path in sorted(settings.notebooks().glob("*.ipynb"))
        if notebooks.NAME.fullmatch(path.stem)
    }
    if not held:
        raise InputError(
            f"{settings.notebooks()}: holds no chapters. Restore the folder from the repository."
        )
    if not wanted:
        return list(held.values())
    chosen = set()
    for name in wanted:
        text = str(name).strip().removesuffix(".ipynb")
        found = {stem for stem in held if text == stem or (text.isdigit() and int(text) == int(stem[:2]))}
        if not found:
            raise InputError(
                f'No chapter "{text}". {nearest(text, held)} Chapters: {", ".join(held)}.'.replace("  ", " ")
            )
        chosen |= found
    return [path for stem, path in held.items() if stem in chosen]


def run_of(place, inputs, as_of, local):
    """Return the settings.Run of a command on `place`, what is not given taken from the environment."""
    current = settings.current_run()
    folder = Path(inputs) if inputs is not None else settings.inputs_for(place.slug)
    local = Path(local).resolve() if local is not None else current.local
    return settings.Run(folder.resolve(), as_of or current.as_of, local)


@contextlib.contextmanager
def _written_beside(reports, area, name):
    """Give a new folder to write in, and the Ledger; put the folder into its place when all went well.

    What a killed build left is cleared away first: an unfinished folder is removed, and an edition that
    was set aside and not yet replaced is put back. An edition that was solved beside a ledger which has
    grown since is not put in place: it may show what the newer edition hides.
    """
    home = reports / area
    final, new, old = home / name, home / f".{name}.new", home / f".{name}.old"
    with _plainly(home), locks.only_one(home, name):
        published = ledger.read(reports, area)
        refuse_closed(published, reports, name)
        with _plainly(home):
            _recover(final, new, old)
            new.mkdir()
        try:
            yield new, published
            with _plainly(home), locks.only_one(home, locks.LEDGER):
                if ledger.read(reports, area).head != published.head:
                    raise InputError(f"{final}: another edition was published meanwhile. Build it again.")
                if final.exists():
                    final.rename(old)
                try:
                    new.rename(final)
                except BaseException:
                    if old.exists():
                        old.rename(final)
                    raise
        finally:
            shutil.rmtree(new, ignore_errors=True)
            if final.exists():
                shutil.rmtree(old, ignore_errors=True)


def _recover(final, new, old):
    if old.exists() and not final.exists():
        old.rename(final)
    for leftover in (new, old):
        if leftover.exists():
            shutil.rmtree(leftover)


@contextlib.contextmanager
def _plainly(folder):
    """Turn a fault of the disk into one line."""
    try:
        yield
    except OSError as fault:
        raise InputError(
            f"{folder}: cannot be written ({fault.strerror or fault}). {STAYS} "
            "Free some space, ask for write permission, or name another folder with --out."
        ) from None


def _used(results, held):
    """Return the files that the chapters read, or all that the folder holds when they name none."""
    named = {tuple(item) for chapter in results for item in chapter.files}
    files = [
        item
        for item in held.files
        if (item.card_id, item.part, item.period, str(item.file.path), item.file.member) in named
    ]
    return sorted(
        files or held.files,
        key=lambda item: (item.card_id, item.part, item.period, str(item.file.path), item.file.member or ""),
    )


def _write(folder, results, used, place, name, run, parameters, left_out, document, counts):
    for chapter in results:
        refuse_typed(chapter, document)
    results = commentary.with_own_words(results, place.slug)
    cards, invented = _cards(), place.invented
    with settings.serving(run):
        own = {source: manifests.extracts(source, one, place.slug) for source, one in counts.items()}
    extracts = [found for each in own.values() for found in each]
    titles = {source: cards[source].title if source in cards else source for source in counts}
    open_points = [" ".join(said) for said in supplied.for_readers(counts, titles).values()]
    results = [
        supplied.with_open_points(one, supplied.for_readers(counts, titles, _fields_of(one, document)))
        for one in results
    ]
    as_of = run.as_of or document["as_of"]
    period = _period(used, as_of)
    licences = _licences(used, cards, invented)
    navigation = [("index.html", "Contents")]
    navigation += [(f"{one.name}.html", documents.numbered(one)) for one in results]
    navigation.append((documents.QUESTIONS, question_page.TITLE))
    written, pictures, spoken = {tabulations.FILE: tabulations.text(document).encode()}, [], []
    about = {"area": place.name, "edition": name, "period": period, "invented": invented}
    for chapter in results:
        for piece, piece_name in zip(chapter.pieces, documents.piece_names(chapter), strict=True):
            made = documents.files(piece, piece_name)
            written |= made
            entry = manifests.declared(piece, piece_name, chapter, document)
            if piece["kind"] == "gap":
                spoken.append(entry | {"title": piece.get("title") or ""})
            elif piece["kind"] in ("figure", "table"):
                words = {key: piece.get(key) or "" for key in ("title", "subtitle", "alt", "source")}
                paths = sorted([*made, *forms.pictures_of(piece, piece_name)])
                pictures.append(entry | words | {"files": paths, "printed": piece.get("printed", {})})
            else:
                spoken.append(entry)
    with settings.serving(run):
        kept = manifests.kept({card for one in pictures for card in one["cards"]}, cards, place.slug)
    about_files = {
        "What is overdue": _overdue(used, cards, run.as_of),
        "What the office's own files leave open": open_points,
        "Files that were left out": left_out,
    }
    given = [(titles[source], files) for source, files in own.items() if files]
    manifest = {
        "area": place.slug,
        "edition": name,
        "invented": invented,
        "as_of": as_of,
        "parameters": parameters,
        "chapters": [chapter.name for chapter in results],
        "versions": manifests.versions(),
        "left_out": left_out,
        "inputs": [manifests.input_entry(item, run.inputs) for item in used],
        "extracts": extracts,
        "kept": kept,
        "revisions": document.get("revisions", []),
        "questions": questions.asked(place.slug),
        "figures": pictures,
        "said": spoken,
    }
    questions.refuse_dead_ends(manifest)
    linked = questions.places(manifest["questions"], manifest["chapters"])
    texts = {"index": _index(results, used, cards, about, about_files, given)}
    texts["questions"] = question_page.page(manifest, cards, **about)
    texts |= {chapter.name: documents.markdown(chapter, **about, places=linked) for chapter in results}
    for stem, text in texts.items():
        links = [(address, title, address == f"{stem}.html") for address, title in navigation]
        written[f"{stem}.html"] = documents.page(text, links, licences, contents=stem != "index").encode()
        if stem in manifest["chapters"]:
            written[f"{stem}.md"] = text.encode()
    charts = [entry for entry in pictures if entry["kind"] == "figure"]
    drawn = {path: content for path, content in written.items() if path.endswith(".svg")}
    written |= forms.pngs(drawn)
    _put(folder, written)
    made = forms.made(folder, results, charts, drawn, about, licences, settings.as_of_date(as_of))
    _put(folder, made)
    written |= made
    words = [name, period, *licences, *left_out, *about_files["What is overdue"]]
    words += manifests.source_words(used, cards, run.inputs)
    words += [word for one in (*extracts, *kept) for word in one.values() if word]
    words += [one["edition"] for one in document.get("revisions", [])]
    words += [*open_points, *map(_number_of_files, own.values())]
    words += [*question_page.words(manifest, cards), *(title for _, title in navigation)]
    manifest["listed"] = manifests.typed(results, words)
    manifest["files"] = {
        path: hashlib.sha256(content).hexdigest() for path, content in sorted(written.items())
    }
    _put(folder, {"manifest.json": (json.dumps(manifest, indent=1, ensure_ascii=False) + "\n").encode()})


def _put(folder, written):
    """Write files (path within the edition -> content) into the new folder of an edition."""
    with _plainly(folder.parent):
        for path, content in written.items():
            target = folder / path
            target.parent.mkdir(exist_ok=True)
            target.write_bytes(content)


def _fields_of(chapter, document):
    """Return {source: fields} of the tabulations that a chapter shows something of."""
    found = {}
    for name in {name for piece in chapter.pieces for name in (piece.get("tabulation") or "").split(", ")}:
        entry = document["tabulations"].get(name)
        if entry is not None:
            found.setdefault(entry["source"], set()).update(entry["by"], entry.get("where", {}))
    return found


def _cards():
    from analysis.sources import catalogue

    return catalogue.catalogue()


def _period(used, as_of):
    """Return the years that the sources cover, as the head of a page says it."""
    years = sorted(int(year) for item in used for year in re.findall(r"(?:19|20)\d\d", str(item.period)))
    said = [f"As at {as_of.replace('-', ' ')}"] if as_of else []
    if years:
        span = f"{years[0]} to {years[-1]}" if years[0] != years[-1] else f"{years[0]}"
        said.append(f"Sources from {span}")
    return ". ".join(said) or None


def _licences(used, cards, invented):
    if invented:
        return ["Every figure, name and map here is invented, and free to use under the MIT licence."]
    lines = {cards[item.card_id].attribution: None for item in used if item.card_id in cards}
    year = os.environ.get("SOURCE_DATE_EPOCH")
    day = (
        datetime.datetime.fromtimestamp(int(year), datetime.UTC)
        if year
        else datetime.datetime.now(datetime.UTC)
    )
    return [line.replace("{year}", str(day.year)) for line in lines if line]


def _index(results, used, cards, about, about_files, given):
    """Return the edition's contents and what it was built from, as a Markdown document."""
    parts = [documents.front_matter(title="Contents", lang="en-GB", **about)]
    for chapter in results:
        linked = f"[{documents.escape(documents.numbered(chapter))}]({chapter.name}.html)"
        parts.append(f"## {linked} {{#{chapter.name}}}")  # an id of pandoc's own would hold the number
        parts.append(documents.first_paragraph(chapter))
    parts.append("## What this was built from")
    parts.append(_sources(used, cards, given))
    for heading, lines in about_files.items():
        if lines:
            parts += [f"## {heading}", "\n".join(f"- {documents.escape(line)}" for line in lines)]
    parts.append(
        f"[{question_page.TITLE}: what each figure answers and was made from]({documents.QUESTIONS})"
    )
    parts.append("[Everything that went in and came out, with its checksum (JSON)](manifest.json)")
    return "\n\n".join(part for part in parts if part) + "\n"


def _left_out(held):
    """Return a sentence for each file that was replaced by a newer one or could not be read."""
    lines = [
        f"{older.file.name}: replaced by {newer.file.name}, which is the newer by its name or, where the "
        "names say nothing, by its date on the disk."
        for older, newer in held.replaced
    ]
    return lines + [problem.message for problem in held.problems]


def _overdue(used, cards, as_of):
    """Return a sentence for each source that should have a newer edition by the quarter `as_of`.

    Without a quarter nothing is overdue: a page that knew today would be another page tomorrow.
    """
    if as_of is None:
        return []
    from analysis.sources import checks

    newest = {}
    for item in used:
        newest[item.card_id] = max(str(item.period), newest.get(item.card_id, ""))
    lines = []
    for card_id, period in newest.items():
        card = cards.get(card_id)
        age = checks.months_old(period, settings.as_of_date(as_of))
        if card and age and card.stale_after_months and age > card.stale_after_months:
            lines.append(
                f"{card.title}: the newest file here is of {period}, {age} months before the end of {as_of}, "
                f"and it is published {card.cadence}."
            )
    return lines


def _sources(used, cards, given):
    groups = {}
    for item in used:
        groups.setdefault((item.card_id, item.part), []).append(item)
    rows = ["| Source | Period | File | SHA-256 |", "|:--|:--|:--|:--|"]
    for (card_id, part), items in groups.items():
        card = cards.get(card_id)
        title = (card.title if card else card_id) + (f" ({part})" if part else "")
        periods = sorted({str(item.period) for item in items if item.period})
        span = periods[0] if len(periods) == 1 else f"{periods[0]} to {periods[-1]}" if periods else "–"
        if len(items) == 1:
            file, checksum = items[0].file.name, f"`{items[0].sha256[:12]}…`"
        else:
            file, checksum = _number_of_files(items), "in the manifest"
        rows.append(f"| {' | '.join(map(documents.escape, (title, span, file)))} | {checksum} |")
    for title, files in given:
        first, last = min(one["first"] for one in files), max(one["last"] for one in files)
        span = first if first == last else f"{first} to {last}"
        words = documents.escape(f"{title} (given to the office)")
        rows.append(f"| {words} | {span} | {_number_of_files(files)} | in the manifest |")
    return documents.in_div(".scroll .sources", "\n".join(rows))


def _number_of_files(files):
    return f"{len(files):,} {'file' if len(files) == 1 else 'files'}"
