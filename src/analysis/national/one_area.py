"""The unit of work: the edition of one area, a function of its arguments wherever it runs."""

from dataclasses import dataclass
from pathlib import Path

from analysis import areas
from analysis.disclosure import ledger
from analysis.errors import InputError
from analysis.publish.report import editions

NATIONAL = "national"  # the folder of what compares areas, beside theirs
COMPARED, PEER = "This area beside others (web page)", "{name}, one of its most similar forces (web page)"
BUILT, PUBLISHED, EARLIER, FAILED = "built", "published", "built before", "failed"
OWN_FAULT = "{kind}: a fault of the program. See it whole with: vna build --area {area}"


@dataclass(frozen=True)
class Work:
    """What is asked for of one area: see `editions.Asked`.

    `peers` are the short names of the forces of its group that have an edition beside its own, `at_a_time` is
    how many of its chapters run side by side.
    """

    area: str
    inputs: Path
    out: Path
    edition: str
    as_of: str | None
    local: Path | None
    printed: bool
    chapters: tuple | None
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
        if is_published(work.area, work.out, work.edition):
            return Result(work.area, PUBLISHED)
        if work.local is not None:
            work.local.mkdir(mode=0o700, parents=True, exist_ok=True)
        asked = editions.Asked.of(
            *(work.area, work.inputs, work.out, work.edition, work.as_of, work.chapters, work.local),
            printed=work.printed,
            compared=work.leads,
            at_a_time=work.at_a_time,
        )
        editions.build(asked, said=said.append, again=False)
    except InputError as fault:
        return Result(work.area, FAILED, tuple(str(fault).splitlines()))
    except OSError as fault:  # a full disk
        return Result(work.area, FAILED, (f"{fault.filename or work.out}: {fault.strerror or fault}.",))
    except Exception as fault:  # of the program's own; its message may hold figures
        return Result(work.area, FAILED, (OWN_FAULT.format(kind=type(fault).__name__, area=work.area),))
    return Result(work.area, BUILT, tuple(said))


def is_published(area, out, edition):
    """Tell whether an area has published an edition, which then stands."""
    return ledger.read(out, area).entry(edition) is not None


def how_they_stand(folder):
    """Return {name within it: size and time} of a folder's files, the same from every computer."""
    found = {}
    for path in sorted(Path(folder).rglob("*")):
        if path.is_file():
            held = path.stat()
            found[path.relative_to(folder).as_posix()] = (held.st_size, int(held.st_mtime))
    return found
