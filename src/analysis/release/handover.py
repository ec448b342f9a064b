"""Write what chapters are handed: the released tables, and beside them what the office keeps, a file each."""

import hashlib
import json
import shutil

from analysis import plain_file, settings
from analysis.disclosure import document as documents
from analysis.extracts import counts, logs, states
from analysis.extracts.handover import BESIDE, DECISIONS, DEFINITIONS, HELD, RECEIVED, plain, state
from analysis.tables import lookups
from analysis.tables.people.national import decisions_to_hand
from analysis.tables.people.own import SUPPORT


def kept(area):
    """Return {name: plain values} of what the office of an area keeps, as `handed` gives it to chapters.

    With it are the national decisions of the NRM, whose workbook counts people.

    A log that counts people is not among it. A log that is not there, or that may not be let in,
    is held as what would be said of it.
    """
    place, _ = lookups.opened(area)
    names = logs.names(logs.OPEN)
    own = {name: state(lambda name=name: plain(logs.read(place, name))) for name in names}
    return own | {
        HELD: {"is": sorted(states.held_by_the_office(place))},
        DECISIONS: state(lambda: decisions_to_hand(place.slug)),
        DEFINITIONS: state(lambda: {SUPPORT: counts.definitions(place, SUPPORT)}),
        RECEIVED: state(lambda: counts.received(place)),
    }


def put(path, document):
    """Write a document to `path`, and its `BESIDE` into the folder of that name, readable by the owner alone.

    The document keeps the checksum of each file that is written beside it, and carries a mark of it all.

    Nobody finds half of a file. Who looks between the two finds no folder, and is told to release again.
    """
    new = path.with_name(f".{path.stem}.new")
    contents = {f"{name}.json": json.dumps(one) for name, one in document.get(BESIDE, {}).items()}
    checksums = {name: hashlib.sha256(words.encode()).hexdigest() for name, words in contents.items()}
    document = document | {BESIDE: checksums}
    document |= {settings.MARK: settings.mark_of(document)}
    shutil.rmtree(new, ignore_errors=True)
    new.mkdir(mode=0o700)
    for name, words in {path.name: documents.text(document), **contents}.items():
        plain_file.write_private(new / name, words.encode())
    shutil.rmtree(path.with_suffix(""), ignore_errors=True)
    (new / path.name).replace(path)
    new.rename(path.with_suffix(""))
