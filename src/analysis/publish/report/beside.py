"""What is made beside an edition that was built, of one notebook: a profile, or the restricted annex.

The restricted annex shows places that the published report does not. It is marked on every page and lies
beside the editions, not in one: nothing that is published links to it, lists it or finds it, and no
publication takes it along.
"""

import dataclasses
from pathlib import Path

from analysis import areas, settings, stages
from analysis.disclosure import document as documents_of
from analysis.disclosure import ledger
from analysis.disclosure.published import RESTRICTED
from analysis.errors import InputError
from analysis.extracts import states
from analysis.publish import forms
from analysis.publish.report import chapters, compose, contents, documents, draft_mark, editions, folders
from analysis.publish.report import manifest as manifests
from analysis.publish.report.verify import verify
from analysis.release import withheld, write
from analysis.release.series import PRINTED
from analysis.sources import catalogue, inventory

NOTEBOOK = "01_places"  # of the annex
PAGE = "index"  # of the web page
OF_EDITION = "of_edition"


@dataclasses.dataclass(frozen=True)
class Built:
    """An edition that was built, beside which notebooks are run and written.

    `home` is the folder of its area's reports, `manifest` and `document` are its own, `run` says what is read
    and `held` which files there are; `withheld` are the values that no file may hold.
    """

    place: object
    name: str
    home: Path
    manifest: dict
    document: dict
    run: settings.Run
    held: object
    withheld: dict

    def chapters(self, document):
        """Return the settings.Run of notebooks that read tables of the solved `document`."""
        published = ledger.read(self.home.parent, self.place.slug)
        return stages.for_chapters(
            self.place.slug, write.hand_over(self.place, self.run, document, published)
        )

    def put(self, target, slug, chapter, mark, made_by, more=()):
        """Write what the notebook `chapter` gave into the folder `slug` of `target`, and read it back.

        `mark` is on every form (see `draft_mark`), `made_by` the function that makes its documents and `more`
        the parameters that it was run with beside the edition's own.

        Raises InputError for a file that the edition was made from and that is another one now.
        """
        with folders.replacing(target, slug) as folder:
            _write(folder, self, chapter, mark, made_by, more)
            verify(folder, self.document, self.withheld, self.run.inputs)
        return target / slug


def built(area, edition=None, inputs=None, out=None, local=None):
    """Return the `Built` edition of an area; raises InputError where none was built, or not whole."""
    place, name = areas.area(area), folders.checked_name(edition or editions.DRAFT)
    home = (Path(out) if out is not None else settings.reports()) / place.slug
    manifest, document = _read(home / name, place, name)
    run = editions.run_of(place, inputs, manifest["as_of_given"], local, manifest.get("set_aside", ()))
    inventory.forget()
    with settings.serving(run):
        held = states.open_for(place, run.inputs)
    return Built(place, name, home, manifest, document, run, held, withheld.values(place, run))


def annex(area, edition=None, inputs=None, out=None, local=None):
    """Return the folder of the restricted annex of an edition that was built.

    It lies in `out` (the project's `reports` by default) under the area's slug, "restricted" and the name of
    the edition. The last annex stays whole until the new one is complete and has been read back.

    Raises InputError when there is no such edition, when a file that the edition was made from is another one
    now, and when the notebook fails.
    """
    of = built(area, edition, inputs, out, local)
    notebook = settings.notebooks() / RESTRICTED / f"{NOTEBOOK}.ipynb"
    target, parameters = of.home / RESTRICTED, {"AREA": of.place.slug, "EDITION": edition}
    with folders.locked(target / of.name):
        result = chapters.run(notebook, parameters, of.chapters(of.document))
        return of.put(target, of.name, result, draft_mark.RESTRICTED, forms.annex)


def _read(folder, place, name):
    """Return the manifest and the document of an edition that was built."""
    if not folder.is_dir():
        build = f"`vna build --area {place.slug} --edition {name}`"
        raise InputError(f"{folder}: no such edition. A profile is of an edition that was built: {build}.")
    manifest = manifests.of_edition(folder, place, name, "as_of", "as_of_given", "mark", "inputs", "kept")
    return manifest, documents_of.read(folder / documents_of.FILE, PRINTED)


def _write(folder, of, chapter, mark, made_by, more):
    place, run, edition = of.place, of.run, of.manifest
    used = editions.used_files([chapter], of.held)
    cards = catalogue.catalogue()
    inputs = [manifests.input_entry(item, run.inputs) for item in used]
    day, period = settings.as_of_date(edition["as_of"]), contents.period(used, edition["as_of"])
    about = contents.about(place, edition["edition"], period, mark)
    licences = contents.licences([item.card_id for item in used], cards, place.invented, day)
    written, pictures, spoken = compose.pieces([chapter], mark)
    pictures, spoken = ([entry | {"chapter": PAGE} for entry in found] for found in (pictures, spoken))
    with settings.serving(run):
        kept = manifests.kept({card for one in pictures for card in one["cards"]}, cards, place.slug)
    _refuse_changed([*inputs, *kept], edition)
    head = documents.front_matter(title=chapter.title, lang="en-GB", **about)
    text = f"{head}\n{documents.body(chapter.shown)}"
    written[f"{PAGE}.html"] = documents.page(text, licences=licences, contents=False).encode()
    written[compose.SCRIPT] = documents.page_file(compose.SCRIPT).encode()
    drawn = {path: content for path, content in written.items() if path.endswith(".svg")}
    written |= forms.pngs(drawn)
    folders.put(folder, written)
    made = made_by(folder, chapter, drawn, about, licences, day)
    folders.put(folder, made)
    held = manifests.manifest(
        *(place, edition["edition"], mark, edition["as_of"], edition["as_of_given"], of.document),
        parameters={"AREA": place.slug, "EDITION": edition["edition"], **dict(more)},
        chapters=[PAGE],
        inputs=inputs,
        kept=kept,
        **{OF_EDITION: ledger.checksum(edition)},
        figures=pictures,
        said=spoken,
    )
    folders.put(folder, manifests.as_file(held, written | made))


def _refuse_changed(read, edition):
    """Raise InputError for a file that changed since the edition was made from it."""
    known = {_place(one): one for kind in ("inputs", "kept") for one in edition[kind]}
    for one in read:
        if known.get(_place(one), one) != one:
            raise InputError(
                f'{one["file"]}: is not the file that the edition "{edition["edition"]}" was made from. '
                "Build the edition again, then what is beside it."
            )


def _place(one):
    """Return what tells a file of a manifest from others: all but its checksum, or the mark of an own one."""
    return frozenset((name, value) for name, value in one.items() if name not in ("sha256", "mark"))
