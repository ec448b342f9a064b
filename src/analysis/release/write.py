"""The stage that counts people: counted and solved together with every edition, attacked, written into files.

Of a run there is one release, beside its tables: the document of what may be shown, and what the office keeps
and counts nobody. How many rows of the office's files have which fault is for the office alone, and lies in
its private folder, with what tells whether anything has changed since.
"""

import dataclasses
import json
import shutil
from dataclasses import dataclass

from analysis import (
    fingerprints,
    locks,
    office_folders,
    plain_file,
    private_json,
    settings,
    stages,
    table_files,
)
from analysis.disclosure.ledger import canonical
from analysis.errors import InputError
from analysis.extracts import marks, states
from analysis.extracts.counts import folder_of as office_folder
from analysis.extracts.extracts import Explained
from analysis.release import handover, process, solve, statements
from analysis.release.counts import Counted

DRAFT = "draft"
FOLDER = "releases"
MANY = 8  # of an area, the newest
COUNTED = ("quarters", "supplier", "extracts", "waiting", "checksum")
OTHER_RULES = (
    "The program, its rules or what is published changed since counts of people were released. {to_do}"
)
TO_DO = "Run: vna release --area {area}{edition}, with the same options."


@dataclass(frozen=True)
class Released:
    """What was released of an area for an edition.

    `document` is the solved document and `counts` {source: Counted without rows}. `warned` are sentences
    about publishers' files that hold a name which no list has, and `attack` is what the attack said. `run` is
    the settings.Run of the stages that follow.
    """

    document: dict
    counts: dict
    warned: tuple
    attack: tuple
    run: settings.Run


def write(place, run, edition, ledger, revision=None, fresh=False):
    """Return the Released of an `edition` of `place`, an Area, by the files of `run`; write it into files.

    `ledger` is what was published before, and `revision` what is recounted. Where nothing of which it is made
    has changed since it was released last, that stands, unless it is wanted `fresh`. Where any file has, all
    are looked over again: one of a publisher that is not what it should be is set aside before anything is
    counted or shown of it.

    Raises InputError for a log of the office that is not what it should be, for files that change while they
    are read, when a hidden cell could be told, and while another command releases the same.
    """
    path, private = _lies_at(place, run), _private(place, run)
    busy = f"Another command is releasing {place.slug}. Wait until it has ended, then run this one again."
    with locks.only_one(path.parent.with_name(f".{path.parent.name}.released.lock"), busy):
        known = private_json.read(private)
        prints = fingerprints.Fingerprints(known.get("prints"))
        with settings.serving(run):
            # Sampleshire's files are written when they are first opened.
            states.ensure(place, settings.inputs_for(place.slug))
            marks.ensure(place)  # the order in which cells are hidden is made from their key
            office_folders.remember(place.slug, settings.local_for(place.slug).resolve())
            files = _files(place, prints)
        recounted = None if revision is None else [revision.source, revision.reason]
        asked = _asked(place, run, edition, ledger, recounted, prints)
        stands = not fresh and _stands(path, known) and known.get("asked") == asked
        if stands and known["files"] == files:
            return _as_released(known, run, path)
        warned, aside, identity = process.ask(run, process.look_over, place)
        if not (stands and known["made_of"] == _made_of(files, known["read"], aside, identity)):
            counted_by = dataclasses.replace(run, set_aside=aside)
            document, handed, counts, read = process.ask(
                counted_by, process.release, place, edition, run.as_of, ledger, revision
            )
            attack = solve.attacked([*ledger.documents, document], "nothing was released")
            private.unlink(missing_ok=True)
            put(path, handed, solve.in_force(ledger, document))
            known = {
                "read": read,
                "mark": _mark(path),
                "recounted": recounted,
                "document": document,
                "counts": _as_json(counts),
                "aside": aside,
                "attack": attack,
            }
        known |= {
            "asked": asked,
            "made_of": _made_of(files, known["read"], aside, identity),
            "files": files,
            "prints": prints.found,
            "warned": [line for lines in warned.values() for line in lines],
        }
        private_json.write(private, known)
        _forget_old(private, path)
    return _as_released(private_json.read(private), run, path)


def last(place, run, edition, ledger):
    """Return the Released of an edition as `write` left it.

    Raises InputError where nothing was released for it, and where what it is made of has changed since.
    """
    path, private = _lies_at(place, run), _private(place, run)
    known = private_json.read(private)
    named = "" if edition == DRAFT else f" --edition {edition}"
    to_do = TO_DO.format(area=place.slug, edition=named)
    if not known or known["document"]["edition"] != edition or not _stands(path, known):
        raise InputError(f'Counts of people of {place.slug} were not released for "{edition}". {to_do}')
    prints = fingerprints.Fingerprints(known.get("prints"))
    with settings.serving(run):
        files = _files(place, prints)
    asked = _asked(place, run, edition, ledger, known["recounted"], prints)
    if known.get("asked") != asked:
        raise InputError(OTHER_RULES.format(to_do=to_do))
    changed = [path for part in files for path, _ in files[part].items() ^ known["files"][part].items()]
    if changed:
        raise InputError(f"{min(changed)}: changed since counts of people were released. {to_do}")
    return _as_released(known, run, path)


def with_last(place, run):
    """Return a settings.Run that reads what was released last by the files of `run`, where anything was."""
    path, known = _lies_at(place, run), private_json.read(_private(place, run))
    if not path.is_file():
        return run
    return dataclasses.replace(run, solved=path, set_aside=_aside(known))


def hand_over(place, run, document, ledger):
    """Return a settings.Run whose stages are handed the `document` of an edition that was built.

    It is written in the place of what was released last, unless that is the same.
    """
    path, private = _lies_at(place, run), _private(place, run)
    known = private_json.read(private)
    if known and canonical(known["document"]) == canonical(document) and _stands(path, known):
        return dataclasses.replace(run, solved=path)
    handed = statements.citing(document) | process.ask(run, statements.beside, place.slug)
    private.unlink(missing_ok=True)
    put(path, handed, solve.in_force(ledger, document))
    return dataclasses.replace(run, solved=path)


def put(path, handed, in_force):
    """Write what stages are `handed`, and beside it which of the stored counts are in force, by source."""
    path.parent.mkdir(parents=True, exist_ok=True)
    plain_file.write_whole(path.with_name(settings.KEPT), json.dumps(in_force).encode())
    handover.put(path, handed | {"rules": settings.checksum_of_rules()})


def _lies_at(place, run):
    """Return the file of what was released of a run: beside its tables."""
    with settings.serving(run):
        name = stages.run_name(place)
    return table_files.released_of(place.slug, name)


def _private(place, run):
    with settings.serving(run):
        name, counts = stages.run_name(place), settings.counts_for(place.slug)
    return counts.parent.parent / FOLDER / place.slug / f"{name}.json"


def _files(place, prints):
    """Return {path: checksum} of all files of which counts can be made: publishers', and the office's own."""
    inputs, kept = settings.inputs_for(place.slug).resolve(), settings.counts_for(place.slug).resolve()
    publishers = {str(inputs / name): one for name, one in prints.folder(inputs).items()}
    stored = {str(kept / name): one for name, one in prints.folder(kept).items()}
    folder = office_folder(place)
    paths = sorted(folder.iterdir()) if folder.is_dir() else []
    given = {
        str(path): prints.of(path) for path in paths if path.is_file() and not plain_file.passes(path.name)
    }
    return {"publishers": publishers, "own": stored | given}


def _asked(place, run, edition, ledger, recounted, prints):
    """Return a checksum of what a release is asked for, and of all that it is made of beside files."""
    named = [place.slug, edition, str(run.inputs), run.as_of, str(run.local)]
    return fingerprints.digest([fingerprints.program(prints), named, recounted, ledger.head])


def _made_of(files, read, aside, identity):
    """Return a checksum of the files of which a release is made.

    Those are all of the office's, and of the publishers' those that it `read`. `identity` says which files
    there are and what each is taken for: one that becomes another card's may be read from now on.
    """
    content = files["own"] | {path: files["publishers"].get(path) for path in read}
    return fingerprints.digest([content, aside, identity])


def _mark(path):
    """Return the mark of the document at `path`, by which one that was changed is known."""
    return json.loads(path.read_text(encoding="utf-8"))[settings.MARK]


def _stands(path, known):
    try:
        return _mark(path) == known["mark"] and path.with_suffix("").is_dir()
    except (OSError, ValueError, KeyError):
        return False


def _as_released(known, run, path):
    handed_on = dataclasses.replace(run, set_aside=_aside(known), solved=path)
    return Released(
        known["document"],
        _from_json(known["counts"]),
        tuple(known["warned"]),
        tuple(known["attack"]),
        handed_on,
    )


def _aside(known):
    return tuple(map(tuple, known.get("aside", ())))


def _forget_old(private, path):
    for old in sorted(private.parent.glob("*.json"), key=lambda one: one.stat().st_mtime_ns)[:-MANY]:
        old.unlink()
        shutil.rmtree(path.parent.with_name(old.stem), ignore_errors=True)


def _as_json(counts):
    """Return what is counted of each source, without the counts, as JSON can carry it."""
    return {
        source: {name: getattr(one, name) for name in COUNTED}
        | {"explained": [dataclasses.asdict(sheet) for sheet in one.explained]}
        for source, one in counts.items()
    }


def _from_json(content):
    return {
        source: Counted(None, **one | {"explained": tuple(Explained(**sheet) for sheet in one["explained"])})
        for source, one in content.items()
    }
