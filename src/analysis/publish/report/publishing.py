"""Publish an edition that was built: look at all of it again, write it without its mark, keep its counts."""

import dataclasses
import hashlib
from pathlib import Path

from analysis import areas, plain_file, settings
from analysis.disclosure import document as documents
from analysis.disclosure import ledger
from analysis.errors import InputError
from analysis.publish import forms
from analysis.publish.report import commentary, editions, folders, recounting
from analysis.publish.report import manifest as manifests
from analysis.publish.report.verify import verify
from analysis.release import process, withheld, write
from analysis.release.series import PRINTED, VICTIMS

TABLES = "tabulations"
MOST_NAMED = 4  # of the tables that differ
AGAIN = "Build the edition again, look at it, and publish it then."


def publish(edition, area, inputs=None, out=None, as_of=None, local=None, said=None):
    """Close the edition of `area` that was built under the name `edition`, and return its folder.

    Nothing is published that is not as it was built, that the inputs no longer give, that is as of an
    earlier quarter than what was published before, or that gives away what is hidden in any edition. The
    counts of the quarters that it is the first to publish, or that it recounts, are kept, privately,
    because later editions add them up; those from before a revision stay. `said(line)` hears what the
    attack found. What was built is marked as a draft: its forms are written once more, without the mark and
    with the same figures, and take its place together with the entry in the ledger.

    Raises InputError saying what is in the way; the draft and the ledger then are as they were.
    """
    place = areas.area(area)
    name = folders.checked_name(edition)
    if name == editions.DRAFT:
        raise InputError(
            f'"{name}" is the name of a draft that can always be rebuilt. Build the edition under a name '
            "of its own, such as `vna build --edition 2026-Q1 --as-of 2026-Q1`, and publish that."
        )
    home = Path(out) if out is not None else settings.reports()
    folder = home / place.slug / name
    if not folder.is_dir():
        raise InputError(f"{folder}: no such edition. Build it first: `vna build --edition {name}`.")
    with folders.only_one(folder.parent, name), folders.only_one(folder.parent, folders.LEDGER):
        published = ledger.read(home, place.slug)
        ledger.mark_every(home, published)
        new, old = folder.with_name(f".{name}.new"), folder.with_name(f".{name}.old")
        folders.recover(folder, new, old, published)
        if entry := published.entry(name):
            raise InputError(
                f"{folder}: was published on {entry['published_on']}. An edition is published once."
            )
        draft = _as_it_was_built(folder, place, name)
        document = documents.read(folder / documents.FILE, PRINTED)
        _forward(document, published, folder, as_of)
        # Extracts are found beside the inputs, as they were when the edition was built.
        run = editions.run_of(place, inputs, draft["as_of_given"], local, draft.get("set_aside", ()))
        # As of what the build was asked: without a quarter each series ends with its own newest.
        whole = dataclasses.replace(run, set_aside=())
        revision = recounting.of(document, published)
        released = write.write(place, whole, name, published, revision, fresh=True)
        if ledger.canonical(released.document) != ledger.canonical(document):
            differs = _what_differs(document, released.document)
            raise InputError(f"{folder}: {process.CHANGED}: {differs}. {AGAIN}")
        for line in editions.attacked(published, folder):
            (said or (lambda line: None))(line)
        with settings.serving(run):
            _refuse_another_ledger(place, name, published)
        try:
            with folders.disk_faults_in_a_line(folder):
                new.mkdir()
            selected = tuple(editions.choose(draft["chapters"], run.inputs))
            printed = forms.is_printed(draft["files"])
            asked = editions.Asked(place, name, home, whole, selected, draft["parameters"], printed)
            editions.unmarked(new, asked, draft, released)
            _refuse_other_figures(new, folder, draft)
            verify(new, document, withheld.values(place, run), run.inputs)
            manifest = hashlib.sha256(plain_file.content(new / manifests.FILE)).hexdigest()
            kept = process.ask(run, process.keep, place, document, released.counts, published, revision)
            folders.swap(folder, new, old)
            ledger.append(home, published, document, document["as_of"], kept, manifest)
        finally:  # the draft comes back unless the ledger has the edition
            folders.recover(folder, new, old, ledger.read(home, place.slug))
    return folder


def _what_differs(built, again):
    """Return in words what a document that was built has otherwise than one that is made now."""
    parts = sorted((built.keys() | again.keys()) - {TABLES})
    differing = [name.replace("_", " ") for name in parts if built.get(name) != again.get(name)]
    tables = [built.get(TABLES, {}), again.get(TABLES, {})]
    changed = [
        name for name in sorted({*tables[0], *tables[1]}) if tables[0].get(name) != tables[1].get(name)
    ]
    differing += changed[:MOST_NAMED]
    if len(changed) > MOST_NAMED:
        differing.append(f"{len(changed) - MOST_NAMED:,} more tables")
    return ", ".join(differing)


def _refuse_other_figures(new, folder, draft):
    """Refuse to publish what says anything else than the draft that somebody looked at."""
    made = manifests.read(new)
    if any(made[key] != draft[key] for key in ("figures", "said", "inputs", "extracts", "kept")):
        raise InputError(f"{folder}: its chapters changed since it was built. {AGAIN}")


def _refuse_another_ledger(place, name, published):
    """Refuse to publish beside counts of editions that this ledger does not know.

    A second ledger would count the same quarters from later extracts, and the two together would tell whom a
    correction was about.
    """
    folder = settings.counts_for(place.slug)
    known = {
        folder / name if source == VICTIMS else folder / source / name for source, name in published.files
    }
    kept = {path for path in folder.rglob("*.csv") if not path.name.startswith(f"{name}-")}
    strange = sorted(kept - known)
    if strange:
        raise InputError(
            f"{strange[0]}: holds the counts of an edition that this ledger does not know. Was it "
            "published into another folder of reports? Publish there, with --out, or name another --local."
        )


def _as_it_was_built(folder, place, name):
    """Return the manifest, once each file is the one that the build wrote, and holds only what may leave."""
    manifest = manifests.of_edition(folder, place, name, "files", "chapters", "parameters", "as_of_given")
    if documents.FILE not in manifest["files"]:
        raise InputError(f"{folder}: was built without {documents.FILE}. {AGAIN}")
    commentary.refuse_unapproved(manifest.get("unapproved", ()))
    faults = ledger.differences(folder, manifest["files"], {manifests.FILE})
    if faults:
        raise InputError("\n".join([*faults, AGAIN]))
    # Values of the office's own files are looked for in what takes its place, which says the same.
    verify(folder, documents.read(folder / documents.FILE, PRINTED), {}, folder)
    return manifest


def _forward(document, published, folder, as_of):
    """Refuse an edition as of no quarter, of another than asked for, and of one before the last published."""
    found = document["as_of"]
    if found is None:
        raise InputError(f"{folder}: has no as-of quarter. First build it with --as-of, such as 2026-Q1.")
    if as_of not in (None, found):
        raise InputError(f"{folder}: was built as of {found}, not {as_of}. {AGAIN}")
    if published.as_of is not None and found < published.as_of:
        raise InputError(
            f"{folder}: is as of {found}, and an edition as of {published.as_of} is published already. "
            "Editions move forward: what a later one hides, an earlier one could give away."
        )
