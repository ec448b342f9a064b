"""The end of a build: what was written is whole, and shows no count that its policy hides."""

from pathlib import Path

from analysis import plain_file
from analysis.disclosure import document as documents
from analysis.disclosure import ledger, policy
from analysis.errors import InputError
from analysis.publish.edition import reading

MANIFEST = "manifest.json"
MOST_SAID = 10


def verify(folder, document):
    """Refuse what was written into `folder`, by its manifest, unless it is whole and as its policies say.

    `document` is the solved document that its chapters were made of. Raises InputError naming the files, and
    cells by their number, never a figure.
    """
    folder = Path(folder)
    files = reading.parsed(plain_file.text(folder / MANIFEST))["files"]
    held = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if not path.is_dir()}
    faults = [f"{name}: is missing." for name in sorted({*files, MANIFEST} - held)]
    beside = held - {*files, MANIFEST, ledger.MARK}
    faults += [f"{ledger.unnumbered(name)}: is a file that the manifest does not have." for name in beside]
    faults += [f"{documents.FILE}, {fault}" for fault in _shown_and_small(document)]
    if faults:
        more = [f"and {len(faults) - MOST_SAID} more"] if len(faults) > MOST_SAID else []
        told = "\n".join([*faults[:MOST_SAID], *more])
        raise InputError(f"What was written may not be published, and was not put in place.\n{told}")


def _shown_and_small(document):
    """Give each cell that is shown although its table's policy, then or now, hides counts as small."""
    now = policy.read()
    for name, entry in document["tabulations"].items():
        rules = {document["policies"][entry["policy"]]["hide_below"]}
        limit = max(rules | {now[one].hide_below for one in [entry["policy"]] if one in now})
        for number, (_, _, value) in enumerate(entry["cells"], start=1):
            if isinstance(value, int) and 0 < value < limit:
                yield f'"{name}", cell {number}: shows a figure that its policy hides.'
