"""Build an edition: run its chapters, write it beside the last one, and swap at the end."""

import contextlib
import datetime
import hashlib
import json
import os
import platform
import re
import shutil
import sys
from importlib import metadata
from pathlib import Path

from analysis import settings
from analysis.errors import InputError, nearest
from analysis.publish import chapters as notebooks
from analysis.publish import documents

DRAFT = "draft"
EDITION_NAME = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]{0,62}[A-Za-z0-9_-])?")
LIBRARIES = (
    "pandas",
    "numpy",
    "matplotlib",
    "geopandas",
    "duckdb",
    "statsmodels",
    "scipy",
    "pypandoc_binary",
)
STAYS = "The last edition stays as it was."


class BuildError(InputError):
    """An edition could not be made. `faults` holds one ChapterError for each chapter that failed."""

    def __init__(self, message, faults=()):
        super().__init__(message)
        self.faults = tuple(faults)


def build(area, inputs=None, out=None, edition=None, as_of=None, chapters=None, progress=None):
    """Return the folder of an edition of the assessment of `area`, made anew.

    It lies in `out` (the project's `reports` by default), under the area's slug and the edition's name
    ("draft" by default). `inputs` is the folder of publishers' files; `as_of` a quarter such as
    "2026-Q3"; `chapters` the names or numbers of those to run, all by default. `progress(name, state)`
    hears "running", "done" or "failed" of each chapter. The last edition stays whole until the new one
    is complete.

    Raises BuildError when a chapter fails, once the others have run, and InputError when an argument
    is wrong or the folder cannot be written.
    """
    from analysis import areas
    from analysis.sources import inventory

    name = checked_name(edition or DRAFT)
    place = areas.area(area)
    selected = choose(chapters)
    run = _run(place, inputs, as_of)
    inventory.forget()
    held = inventory.open_for(place, run.inputs)
    parameters = {"AREA": place.slug, "EDITION": edition}
    home = Path(out) if out is not None else settings.reports()
    with _written_beside(home / place.slug, name) as folder:
        results = notebooks.run_all(selected, parameters, run, progress=progress)
        faults = [result for result in results if isinstance(result, notebooks.ChapterError)]
        if faults:
            lines = "\n".join(str(fault) for fault in faults)
            raise BuildError(f"{len(faults)} of {len(results)} chapters failed. {STAYS}\n{lines}", faults)
        used = _used(results, held)
        _write(folder, results, used, place, name, run, parameters, _left_out(held), place.invented)
    return home / place.slug / name


def checked_name(edition):
    """Return `edition`, once it is known to be a name that cannot climb out of the area's folder.

    Raises InputError for anything but letters, digits, dashes, dots and underscores.
    """
    if not EDITION_NAME.fullmatch(edition) or ".." in edition:
        raise InputError(
            f"Edition {edition[:80]!r}: a name has letters, digits, dashes, dots and underscores, at most "
            "64, begins with a letter or digit and does not end in a dot. For example 2026-Q3."
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


def _run(place, inputs, as_of):
    folder = Path(inputs) if inputs is not None else settings.inputs_for(place.slug)
    return settings.Run(folder.resolve(), as_of or settings.current_run().as_of)


@contextlib.contextmanager
def _written_beside(home, name):
    """Give a new folder to write in; put it in the place of `home / name` when all went well.

    What a killed build left is cleared away first: an unfinished folder is removed, and an edition that
    was set aside and not yet replaced is put back.
    """
    final, new, old = home / name, home / f".{name}.new", home / f".{name}.old"
    with _plainly(home), _only_one(home, name):
        with _plainly(home):
            _recover(final, new, old)
            new.mkdir()
        try:
            yield new
            with _plainly(home):
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
def _only_one(home, name):
    """Hold the edition's lock, which the system gives back even when the build is killed."""
    home.mkdir(parents=True, exist_ok=True)
    with (home / f".{name}.lock").open("a+b") as stream:
        try:
            if sys.platform == "win32":
                import msvcrt

                msvcrt.locking(stream.fileno(), msvcrt.LK_NBLCK, 1)
            else:
                import fcntl

                fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise InputError(
                f"{home / name}: is being built by another command. Wait for it, or name another edition."
            ) from None
        yield


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


def _write(folder, results, used, place, name, run, parameters, left_out, invented):
    cards = _cards()
    period = _period(used, run.as_of)
    licences = _licences(used, cards, invented)
    navigation = [("index.html", "Contents")] + [(f"{one.name}.html", one.title) for one in results]
    written, pictures = {}, []
    about = {"area": place.name, "edition": name, "period": period, "invented": invented}
    for chapter in results:
        for piece, piece_name in zip(chapter.pieces, documents.piece_names(chapter), strict=True):
            made = documents.files(piece, piece_name)
            written |= made
            if piece["kind"] in ("figure", "table"):
                pictures.append(
                    {
                        "name": piece_name,
                        "chapter": chapter.name,
                        "kind": piece["kind"],
                        "title": piece["title"],
                        "subtitle": piece.get("subtitle") or "",
                        "alt": piece.get("alt") or "",
                        "source": piece.get("source") or "",
                        "files": sorted(made),
                    }
                )
    about_files = {"What is overdue": _overdue(used, cards, run.as_of), "Files that were left out": left_out}
    texts = {"index": _index(results, used, cards, about, about_files)}
    texts |= {chapter.name: documents.markdown(chapter, **about) for chapter in results}
    for stem, text in texts.items():
        links = [(address, title, address == f"{stem}.html") for address, title in navigation]
        written[f"{stem}.html"] = documents.page(text, links, licences, contents=stem != "index").encode()
        if stem != "index":
            written[f"{stem}.md"] = text.encode()
    manifest = {
        "area": place.slug,
        "edition": name,
        "invented": invented,
        "as_of": run.as_of,
        "parameters": parameters,
        "chapters": [chapter.name for chapter in results],
        "versions": _versions(),
        "left_out": left_out,
        "inputs": [_entry(item, run.inputs) for item in used],
        "figures": pictures,
        "files": {path: hashlib.sha256(content).hexdigest() for path, content in sorted(written.items())},
    }
    written["manifest.json"] = (json.dumps(manifest, indent=1, ensure_ascii=False) + "\n").encode()
    with _plainly(folder.parent):
        for path, content in written.items():
            target = folder / path
            target.parent.mkdir(exist_ok=True)
            target.write_bytes(content)


def _entry(item, inputs):
    path = Path(item.file.path)
    inside = path.relative_to(inputs) if path.is_relative_to(inputs) else Path(path.name)
    return {
        "card": item.card_id,
        "part": item.part,
        "period": item.period,
        "file": inside.as_posix(),
        "member": item.file.member,
        "sha256": item.sha256,
    }


def _versions():
    import pypandoc

    found = {
        "victim-needs-assessment": _version("victim-needs-assessment"),
        "python": platform.python_version(),
    }
    found |= {library: _version(library) for library in LIBRARIES}
    return found | {"pandoc": str(pypandoc.get_pandoc_version())}


def _version(distribution):
    try:
        return metadata.version(distribution)
    except metadata.PackageNotFoundError:
        return None


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


def _index(results, used, cards, about, about_files):
    """Return the edition's contents and what it was built from, as a Markdown document."""
    parts = [documents.front_matter(title="Contents", lang="en-GB", **about)]
    for chapter in results:
        parts.append(f"## [{documents.escape(chapter.title)}]({chapter.name}.html)")
        parts.append(documents.first_paragraph(chapter))
    parts.append("## What this was built from")
    parts.append(_sources(used, cards))
    for heading, lines in about_files.items():
        if lines:
            parts += [f"## {heading}", "\n".join(f"- {documents.escape(line)}" for line in lines)]
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


def _sources(used, cards):
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
            file, checksum = f"{len(items):,} files", "in the manifest"
        rows.append(f"| {' | '.join(map(documents.escape, (title, span, file)))} | {checksum} |")
    return documents.in_div(".scroll .sources", "\n".join(rows))
