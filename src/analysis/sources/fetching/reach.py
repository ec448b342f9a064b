"""Whether publishers can be reached from here, and what is known of what nobody has seen of them yet."""

from pathlib import Path

from analysis import scratch
from analysis.sources.catalogue import catalogue
from analysis.sources.fetching import run
from analysis.sources.fetching.faults import FetchError
from analysis.sources.fetching.items import LOOKUP, Manifest
from analysis.sources.fetching.keeping import FAILED
from analysis.sources.fetching.transport import Limits, Transport
from analysis.sources.inventory import SET_ASIDE, STAMP

ONE_TRY = Limits(connect=5, read=10, attempts=1)


def reached(limits=ONE_TRY):
    """Yield (host, whether anybody answered, what is to be said) of each publisher: a short question each."""
    with Transport(limits, run.hosts()) as transport:
        for host in run.hosts():
            try:
                with transport.opened(f"https://{host}/", method="HEAD"):
                    yield host, True, "answers"
            except FetchError as fault:
                # A server that refuses a question about nothing in particular is there all the same.
                there = fault.status is not None and fault.status != 407
                yield host, there, "answers" if there else str(fault)


def unconfirmed(folder):
    """Yield (card id, what is not confirmed, what the first answer showed) for each card with such a thing.

    The first live answer is compared with what the reader expects when it comes: a file in use was read as
    its card says, and one that was not lies aside with the reason.
    """
    folder = Path(folder)
    records = Manifest(folder).records
    whose = (
        "of the local publishers, which shows nothing of the real" if (folder / STAMP).is_file() else "since"
    )
    for card in catalogue().values():
        if not card.unconfirmed:
            continue
        came = [record.fetched_at[:10] for record in records.values() if record.card == card.id]
        aside = _reason(folder, card.id)
        if came:
            shown = f"read as expected {whose} {min(came)}"
        else:
            shown = f"not as expected: {aside}" if aside else "not asked yet"
        yield card.id, card.unconfirmed, shown


def _reason(folder, card_id):
    for path in sorted((folder / SET_ASIDE).glob("*.why.txt")) if folder.is_dir() else ():
        reason, _, whence = path.read_text(encoding="utf-8").partition("\n")
        if f"for the card {card_id} on" in whence:
            return reason
    return ""


def tried(area, limits=None):
    """Yield (card id, whether it read, what is to be said) of each unconfirmed card, fetched and let go."""
    names = [card.id for card in catalogue().values() if card.unconfirmed and card.routes]
    with scratch.folder() as beside:
        outcome = run.fetch(area, [LOOKUP, *names], to=beside / "tried", limits=limits)
        for name in names:
            told = [one for one in outcome.told if one.card_id == name]
            wrong = [one.words for one in told if one.state == FAILED]
            yield name, not wrong, wrong[0] if wrong else f"reads as expected, {len(told)} files"
