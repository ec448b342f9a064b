"""Write one notebook that was run beside an edition in all its forms: a profile, or the restricted annex."""

import hashlib
import json

from analysis import settings
from analysis.disclosure import ledger
from analysis.errors import InputError
from analysis.publish import forms
from analysis.publish.report import contents, documents, help_now, render
from analysis.publish.report import manifest as manifests
from analysis.sources import catalogue

PAGE = "index"  # of the web page
OF_EDITION = "of_edition"


def write(folder, chapter, used, place, run, edition, document, more=None, mark=None, made_by=forms.profile):
    """Write into `folder` what the notebook `chapter` gave, which was run beside an edition.

    `used` are the files that were read; `edition` is the manifest of the edition that it appears beside,
    `document` the solved tabulations of it. `more` are parameters that it was run with beside the edition's
    own, `mark` what is on every form (see `standing`), `made_by` the function that makes its documents.

    Raises InputError for a file that the edition was made from and that is another one now.
    """
    cards = catalogue.catalogue()
    inputs = [manifests.input_entry(item, run.inputs) for item in used]
    title, parameters = chapter.title, {"AREA": place.slug, "EDITION": edition["edition"]} | (more or {})
    day, period = settings.as_of_date(edition["as_of"]), contents.period(used, edition["as_of"])
    about = {"area": place.name, "edition": edition["edition"], "period": period, "invented": place.invented}
    about |= {"mark": mark, "help_lines": help_now.lines()}
    licences = contents.licences([item.card_id for item in used], cards, place.invented, day)
    written, pictures, spoken = render.pieces([chapter], document, mark)
    pictures, spoken = ([entry | {"chapter": PAGE} for entry in found] for found in (pictures, spoken))
    with settings.serving(run):
        kept = manifests.kept({card for one in pictures for card in one["cards"]}, cards, place.slug)
    _refuse_changed([*inputs, *kept], edition)
    text = (
        documents.front_matter(title=title, lang="en-GB", **about)
        + "\n"
        + documents.body(chapter, working=False)
    )
    written[f"{PAGE}.html"] = documents.page(text, licences=licences, contents=False).encode()
    written[render.SCRIPT] = documents.page_file(render.SCRIPT).encode()
    drawn = {path: content for path, content in written.items() if path.endswith(".svg")}
    written |= forms.pngs(drawn)
    render.put(folder, written)
    made = made_by(folder, chapter, drawn, about, licences, day)
    render.put(folder, made)
    manifest = {
        "area": place.slug,
        "edition": edition["edition"],
        "invented": place.invented,
        "mark": mark,
        "as_of": edition["as_of"],
        "as_of_given": edition["as_of_given"],
        "parameters": parameters,
        "chapters": [PAGE],
        "versions": manifests.versions(),
        "left_out": [],
        "inputs": inputs,
        "extracts": [],
        "kept": kept,
        "revisions": document.get("revisions", []),
        "questions": {"items": {}, "measures": {}},
        OF_EDITION: ledger.checksum(edition),
        "figures": pictures,
        "said": spoken,
        "files": {path: hashlib.sha256(one).hexdigest() for path, one in sorted((written | made).items())},
    }
    text = json.dumps(manifest, indent=1, ensure_ascii=False) + "\n"
    render.put(folder, {"manifest.json": text.encode()})


def _refuse_changed(read, edition):
    """Raise InputError for a file that changed since the edition was made from it."""
    known = {_key(one): _told(one) for kind in ("inputs", "kept") for one in edition[kind]}
    for one in read:
        if known.get(_key(one), _told(one)) != _told(one):
            raise InputError(
                f'{one["file"]}: is not the file that the edition "{edition["edition"]}" was made from. '
                "Build the edition again, then what is beside it."
            )


def _told(one):
    """Return the checksum of a file, or the mark of one that is the office's own."""
    return one.get("sha256") or one.get("mark")


def _key(one):
    """Return what tells a file of a manifest from others, and whether it has a checksum or a mark."""
    return (*(one.get(name) for name in ("card", "part", "period", "file", "member")), "mark" in one)
