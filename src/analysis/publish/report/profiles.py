"""Two pages on a place: a notebook run for each, from the tabulations of an edition that was built.

Nothing is solved again: a profile shows of people what its edition shows of them, and is checked against it.
"""

import contextlib
import copy
import dataclasses
import json
import re
import shutil
import unicodedata
from pathlib import Path

from analysis import areas, plain_file, scratch, settings, tables
from analysis.disclosure import document as documents
from analysis.disclosure import ledger
from analysis.disclosure.published import PROFILES
from analysis.errors import InputError
from analysis.extracts import states
from analysis.publish.report import chapters, edition_files, editions, locks, profile_list, render_beside
from analysis.publish.report.render import plainly
from analysis.publish.report.verify import MANIFEST, verify
from analysis.release import handover, process, solve, statements, withheld
from analysis.sources import inventory

EVERY = "all"
TEMPLATES = {"district": "01_district", "neighbourhood team": "01_neighbourhood_team"}
# What is of the whole area is worked out once for so many places, one after another.
TOGETHER = 25
OF_THE_AREA, PLACE = "area", "PLACE"
RESERVED = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d|all)$")
LONGEST_SLUG = 60


class ProfileError(InputError):
    """Profiles could not be made. `faults` holds an InputError for each place of which none was made."""

    def __init__(self, message, faults):
        super().__init__(message)
        self.faults = tuple(faults)


def build(area, wanted, edition=None, inputs=None, out=None, local=None, progress=None):
    """Return the folders of the profiles of `wanted`, a place's name or "all", of an edition that was built.

    They lie in `out` (the project's `reports` by default) under the area's slug, "profiles" and the
    edition's name, beside a page that leads to all of them. What is published of people is looked up in the
    edition's `tabulations.json`. The last profile of a place stays whole until the new one is complete and
    has been read back from the disk. `progress(name, state)` hears "running", "done" or "failed" of each
    place.

    Raises InputError when there is no such edition or place, or a file that the edition was made from is
    another one now, and ProfileError when a place fails, once the others have their profiles.
    """
    place, name = areas.area(area), editions.checked_name(edition or editions.DRAFT)
    home = (Path(out) if out is not None else settings.reports()) / place.slug
    manifest, document = built(home / name, place, name)
    run = editions.run_of(place, inputs, manifest["as_of_given"], local)
    inventory.forget()
    held = states.open_for(place, run.inputs)
    handed = process.ask(run, statements.beside, solve.with_listed_since(document))
    with settings.serving(run):
        places = every = named(tables.places.profile_places(place.slug))
        if str(wanted).strip().casefold() != EVERY:
            places = places[places["place"] == tables.places.profile_place(place.slug, wanted)["place"]]
    tell, made, faults = progress or (lambda name, state: None), [], []
    parameters = {"AREA": place.slug, "EDITION": edition}
    kept = solve.in_force(ledger.read(home.parent, place.slug), document)
    target, kept_back = home / PROFILES / name, withheld.values(place, run)
    with (
        alone(target),
        handover.handed(handed, kept) as path,
    ):
        solved = dataclasses.replace(run, solved=path)
        for rows in _in_batches(places):
            for row, result in _run(rows, parameters, solved, tell):
                try:
                    if isinstance(result, InputError):
                        raise result
                    used = editions.used_files([result], held)
                    titled = dataclasses.replace(result, title=f"{row.place}: {result.title.lower()}")
                    about = (place, run, manifest, document, {PLACE: row.place}, manifest["mark"])
                    with written_beside(target, row.slug) as folder:
                        render_beside.write(folder, titled, used, *about)
                        verify(folder, document, kept_back, run.inputs)
                    made.append(target / row.slug)
                    tell(row.place, "done")
                except InputError as fault:
                    faults.append(InputError(f"{row.place}: {fault}"))
                    tell(row.place, "failed")
        if made:
            profile_list.write(target, every, place, manifest, settings.as_of_date(manifest["as_of"]))
    if faults:
        lines = "\n".join(map(str, faults))
        stays = "Their last profiles stay as they were."
        raise ProfileError(f"{len(faults)} of {len(places)} profiles failed. {stays}\n{lines}", faults)
    return made


def named(places):
    """Return `places` with the name of each one's folder, `slug`: small letters and dashes, and no two alike.

    Of names that are alike but for signs and accents the later have a number.
    """
    slugs = []
    for place in places["place"]:
        plain = unicodedata.normalize("NFKD", place).encode("ascii", "ignore").decode().lower()
        slug = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:LONGEST_SLUG].strip("-") or "place"
        slug = f"place-{slug}" if RESERVED.match(slug) else slug
        numbers = [slug, *(f"{slug}-{number}" for number in range(2, len(places) + 2))]
        slugs.append(next(one for one in numbers if one not in slugs))
    return places.assign(slug=slugs)


def built(folder, place, name):
    """Return the manifest and the document of an edition that was built."""
    if not folder.is_dir():
        raise InputError(
            f"{folder}: no such edition. A profile is of an edition that was built: "
            f"`vna build --area {place.slug} --edition {name}`."
        )
    again = "Build the edition again, then its profiles."
    try:
        manifest = edition_files.parsed(plain_file.text(folder / MANIFEST))
        told, as_of, _ = (manifest["area"], manifest["edition"]), manifest["as_of_given"], manifest["mark"]
    except (OSError, KeyError, TypeError, UnicodeDecodeError, edition_files.UnreadableError):
        raise InputError(f"{folder / MANIFEST}: is missing or cannot be read. {again}") from None
    if told != (place.slug, name) or not (as_of is None or isinstance(as_of, str)):
        raise InputError(f"{folder}: holds an edition of another area or name. {again}")
    if not (folder / documents.FILE).is_file():
        raise InputError(f"{folder}: has no {documents.FILE}. {again}")
    return manifest, documents.read(folder / documents.FILE)


def _in_batches(places):
    """Give the rows of places of one kind, so many together as run one after another in one process."""
    for _, rows in places.groupby("kind", sort=False):
        found = list(rows.itertuples(index=False))
        for start in range(0, len(found), TOGETHER):
            yield found[start : start + TOGETHER]


def _run(rows, parameters, run, tell):
    """Return (row, Chapter or fault) for places of one kind: where one fails, each is run by itself."""
    template = _template(rows[0].kind)
    for row in rows:
        tell(row.place, "running")
    with scratch.folder() as folder:
        path = folder / template.name
        path.write_text(json.dumps(_for_places(template, [row.place for row in rows])), encoding="utf-8")
        (result,) = chapters.run_all([path], parameters, run)
    if not isinstance(result, chapters.ChapterError):
        return list(zip(rows, _parts(result, template), strict=True))
    if len(rows) == 1:
        return [(rows[0], result)]
    return [pair for row in rows for pair in _run([row], parameters, run, lambda name, state: None)]


def _template(kind):
    return settings.notebooks() / PROFILES / f"{TEMPLATES[kind]}.ipynb"


def _for_places(template, places):
    """Return a notebook that runs the template for each of `places`, its cells tagged `area` once."""
    notebook = chapters.read(template)
    cells = []
    for number, place in enumerate(places):
        for cell in copy.deepcopy(notebook.cells):
            tags = cell.metadata.get("tags", [])
            if "parameters" in tags:
                cell.source = chapters.replace_values(cell.source, {PLACE: place})
                if number:
                    cell.source, cell.metadata = f"{PLACE} = {place!r}", {}
            if number == 0 or OF_THE_AREA not in tags:
                cells.append(cell | {"id": f"{cell.id}-{number}"})
    return notebook | {"cells": cells}


def _parts(chapter, template):
    """Return the chapter of each place, of the one in which they ran one after another.

    Its code is the template's: the same for every place, whatever ran before it.
    """
    first, *rest = chapters.read(template).cells
    code = [chapters.Code(cell.source) for cell in rest if cell.cell_type == "code"]
    parts = []
    for block in chapter.blocks:
        if block == chapters.Prose(first.source):
            parts.append([*code])
        if not isinstance(block, chapters.Code):
            parts[-1].append(block)
    return [dataclasses.replace(chapter, blocks=tuple(part)) for part in parts]


@contextlib.contextmanager
def alone(target):
    """Hold the lock of an edition's profiles, or of its restricted annex."""
    with plainly(target), locks.only_one(target.parent, target.name):
        yield


@contextlib.contextmanager
def written_beside(target, slug):
    """Give a new folder to write in, and put it into its place when all went well."""
    final, new, old = target / slug, target / f".{slug}.new", target / f".{slug}.old"
    with plainly(target):
        target.mkdir(exist_ok=True)
        editions.recover(final, new, old)
        new.mkdir()
    try:
        yield new
        with plainly(target):
            editions.swap(final, new, old)
    finally:
        shutil.rmtree(new, ignore_errors=True)
        if final.exists():
            shutil.rmtree(old, ignore_errors=True)
