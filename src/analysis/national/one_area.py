"""The unit of work: the edition of one area, a function of its arguments wherever it runs."""

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path

from analysis import areas
from analysis.disclosure import ledger
from analysis.errors import InputError
from analysis.publish.report import editions

NATIONAL = "national"  # the folder of what compares areas, beside theirs
COMPARED, PEER = "This area beside others (web page)", "{name}, one of its most similar forces (web page)"
BUILT, PUBLISHED, FAILED = "built", "published", "failed"
OWN_FAULT = "{kind}: a fault of the program. See it whole with: vna build --area {area}"
CHANGED = "files in {inputs} were changed while it was built. Run the same command again."


@dataclass(frozen=True)
class Work:
    """What is asked for of one area: see `editions.build`.

    `stands` is how the inputs stood at the start, `peers` are the short names of the forces of its group that
    are built with it, `at_a_time` is how many of its chapters run side by side.
    """

    area: str
    inputs: Path
    out: Path
    edition: str
    as_of: str | None
    local: Path | None
    printed: bool
    chapters: tuple | None
    stands: str
    peers: tuple = ()
    at_a_time: int = 1

    @property
    def leads(self):
        """Return (title, address) of the pages beyond its edition to which the first page of that leads."""
        titles = {NATIONAL: COMPARED} | {one: PEER.format(name=areas.area(one).name) for one in self.peers}
        return [(said, f"../../{place}/{self.edition}/index.html") for place, said in titles.items()]


@dataclass(frozen=True)
class Result:
    """What became of it: its state, and the reason or what the build said, each in one line."""

    area: str
    state: str
    said: tuple = ()


def build(work):
    """Build the edition that `work` asks for, and return the `Result`: no fault of one area stops another.

    What an earlier run built is not built again while nothing has changed, and a published edition stands.
    """
    said = []
    try:
        if ledger.read(work.out, work.area).entry(work.edition) is not None:
            return Result(work.area, PUBLISHED)
        if work.local is not None:
            work.local.mkdir(mode=0o700, parents=True, exist_ok=True)
        editions.build(
            *(work.area, work.inputs, work.out, work.edition, work.as_of, work.chapters),
            local=work.local,
            said=said.append,
            again=False,
            printed=work.printed,
            compared=work.leads,
            at_a_time=work.at_a_time,
        )
        if how_it_stands(work.inputs) != work.stands:
            raise InputError(CHANGED.format(inputs=work.inputs))
    except InputError as fault:
        return Result(work.area, FAILED, tuple(str(fault).splitlines()))
    except OSError as fault:  # a full disk
        return Result(work.area, FAILED, (f"{fault.filename or work.out}: {fault.strerror or fault}.",))
    except Exception as fault:  # of the program's own; its message may hold figures
        return Result(work.area, FAILED, (OWN_FAULT.format(kind=type(fault).__name__, area=work.area),))
    return Result(work.area, BUILT, tuple(said))


def how_it_stands(folder):
    """Return a checksum of the names, sizes and times of a folder's files, the same from every computer."""
    found = []
    for home, folders, names in os.walk(folder):
        folders.sort()
        for name in sorted(names):
            held = Path(home, name).stat()
            found.append((os.path.relpath(home, folder), name, held.st_size, int(held.st_mtime)))
    return hashlib.sha256(repr(found).encode()).hexdigest()
