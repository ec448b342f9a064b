"""A whole fetch: every card by its own route, what came checked before it is used, and what did not, said."""

import contextlib
import datetime
import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pandas as pd

from analysis import areas, locks, plain_file, settings
from analysis.errors import InputError, MissingSourceError
from analysis.sources import inventory
from analysis.sources.catalogue import EXTRACT, LOG, REFERENCE, card, catalogue
from analysis.sources.fetching import keeping
from analysis.sources.fetching.faults import FetchError, in_words, layout_known
from analysis.sources.fetching.items import Asking, Manifest
from analysis.sources.fetching.keeping import FAILED, Told
from analysis.sources.fetching.routes import ROUTES, needs
from analysis.sources.fetching.transport import PUBLISHERS_VARIABLE, Transport
from analysis.sources.inventory import STAMP

LOCK = ".fetch.lock"
NOT_FETCHED = "not fetched"
OWN = "The office's own, or this project's: no publisher has it."
A_DAY = 86_400


@dataclass
class Outcome:
    """What a fetch did: a Told for every file in order of cards, and remarks on the whole."""

    told: list = field(default_factory=list)
    remarks: list = field(default_factory=list)

    @property
    def failed(self):
        """Return what did not come though it was asked for."""
        return [one for one in self.told if one.state == FAILED]


def chosen(sources=()):
    """Return the cards of these ids, of all without any; an id that is none is refused with the nearest."""
    return [card(name) for name in dict.fromkeys(sources)] if sources else list(catalogue().values())


def plan(area, sources=(), day=None, to=None):
    """Yield (card id, name, address, size or None, remark) of every file for a dry run; write nothing."""
    area, folder = areas.area(area), Path(to or settings.data("raw"))
    with _transport(area) as transport:
        asking = _asking(transport, area, day, folder)
        for one in chosen(sources):
            if not one.routes:
                yield one.id, "", "", None, _why_not(one)
                continue
            try:
                for item in _items(one, one.routes[0], asking):
                    size = item.size if item.size is not None or item.make else _size(transport, item.address)
                    remark = "put together from pages" if item.make else ""
                    yield one.id, item.name, item.address, size, remark
            except InputError as fault:
                _refuse_offline(transport, fault)
                yield one.id, "", one.address, None, str(fault)


def fetch(area, sources=(), day=None, to=None, limits=None, tell=None):
    """Fetch every file of the cards named into a folder, and return the Outcome.

    `day` is the day whose editions are wanted (today), `to` the folder (data/raw), `tell(name, came, whole,
    unit)` hears how far each file is. Only one fetch at a time fills a folder. What is in use stays until a
    file is there to replace it that was read and is what its card says.

    Raises InputError where it cannot start: no network, a folder that cannot be written, another fetch.
    """
    area, folder = areas.area(area), Path(to or settings.data("raw"))
    cards = chosen(sources)
    with _transport(area, limits) as transport:
        mark = _stamp_of(transport, area, folder)
        _refuse_unreachable(transport, cards)
        with _writable(folder):
            folder.mkdir(parents=True, exist_ok=True)
        busy = f"{folder}: is being filled by another fetch. Wait for it."
        with _writable(folder), locks.only_one(folder / LOCK, busy):
            if mark and not (folder / STAMP).is_file():  # before its first file comes
                plain_file.write_whole(folder / STAMP, mark.encode(), mode=0o666)
            outcome = _filled(_asking(transport, area, day, folder), cards, tell or (lambda *_: None))
        inventory.forget()
        if transport.skew is not None and abs(transport.skew) > A_DAY:
            ahead = "ahead of" if transport.skew > 0 else "behind"
            outcome.remarks.append(
                f"This computer's clock is {in_words(abs(transport.skew))} {ahead} the publishers'. Set it: "
                "ages and editions are told by it."
            )
        return outcome


def _transport(area, limits=None):
    transport = Transport(limits, hosts())
    _refuse_mixing(area, transport)
    return transport


def _refuse_mixing(area, transport):
    """Refuse an invented area of real publishers, and a real area of local ones, which invent."""
    if area.invented and transport.publishers is None:
        raise InputError(
            f"{area.name} is invented and no publisher has it: vna build writes its files itself. "
            "Name your own police force area with --area."
        )
    if not area.invented and transport.publishers is not None:
        raise InputError(
            f"{PUBLISHERS_VARIABLE} names local publishers, whose figures are invented, and {area.name} is "
            "real. A real area is never shown with invented figures: take the variable away."
        )


def _stamp_of(transport, area, folder):
    """Return what marks a folder as invented, "" for a real area; refuse a folder of the other kind."""
    there = (folder / STAMP).is_file()
    if not area.invented and there:
        raise InputError(
            f"{folder}: holds Sampleshire's invented files, and {area.name} is real. Name another with --to."
        )
    if not area.invented:
        return ""
    others = folder.is_dir() and any(not path.name.startswith(".") for path in folder.iterdir())
    if others and not there:
        raise InputError(f"{folder}: holds files that are not Sampleshire's. Name an empty folder with --to.")
    # The local publishers answer so under every name: that what they give is invented comes with it.
    text = transport.read(f"https://www.gov.uk/{STAMP}").text()
    if not json.loads(text).get("invented"):
        raise InputError("The local publishers do not say that they are invented. Nothing was fetched.")
    return text


def hosts():
    """Return the publishers' hosts in order, with the ids of the cards that are fetched from each."""
    found = {}
    for one in catalogue().values():
        named = [one.page, one.address, *(route.says.get("address", one.page) for route in one.routes)]
        for host in dict.fromkeys(httpx.URL(address).host for address in named if one.routes):
            found.setdefault(host, []).append(one.id)
    return found


def _asking(transport, area, day, folder):
    return Asking(transport, area, day or datetime.date.today(), folder, Manifest(folder))


@contextlib.contextmanager
def _writable(folder):
    try:
        yield
    except OSError as fault:
        raise InputError(
            f"{folder}: cannot be written ({fault.strerror or fault}). Name another folder with --to. "
            "Nothing was changed."
        ) from None


def _refuse_unreachable(transport, cards):
    """Refuse to begin without a network: one short question to each publisher, until one answers."""
    fault = None
    for host in dict.fromkeys(httpx.URL(one.address).host for one in cards if one.routes):
        try:
            with transport.opened(f"https://{host}/", method="HEAD"):
                return
        except FetchError as found:
            if transport.reached or not found.offline:
                return  # somebody is there: what each file meets is said of it
            fault = found
    if fault is not None:
        _refuse_offline(transport, fault)


def _refuse_offline(transport, fault):
    if isinstance(fault, FetchError) and fault.offline and not transport.reached:
        raise InputError(f"No network: {fault} Nothing was changed.") from None


def _filled(asking, cards, tell):
    """Return the Outcome, after files that others need are there; cards are fetched side by side."""
    outcome = Outcome()
    for one in cards:
        if not one.routes:
            outcome.told.append(Told(one.id, "", NOT_FETCHED, _why_not(one)))
    wanted = [one for one in cards if one.routes]
    waves = {}
    for one in wanted:
        waves.setdefault(needs(one), []).append(one)
    with ThreadPoolExecutor(asking.transport.limits.at_once) as pool:
        try:
            for wave in sorted(waves):
                for told in pool.map(lambda one: _card(one, asking, tell), waves[wave]):
                    outcome.told += told
        except BaseException:
            asking.transport.call_off()
            pool.shutdown(wait=True, cancel_futures=True)
            raise
    order = {one.id: number for number, one in enumerate(cards)}
    outcome.told.sort(key=lambda one: (order[one.card_id], one.name))
    outcome.remarks += _missing_months(outcome)
    keeping.tidy(asking.folder)
    return outcome


def not_fetched(outcome):
    """Return a line for each reason why cards are not fetched, with the cards."""
    by_reason = {}
    for one in outcome.told:
        if one.state == NOT_FETCHED:
            by_reason.setdefault(one.words, []).append(one.card_id)
    return [f"Not fetched: {', '.join(names)}. {reason}" for reason, names in by_reason.items()]


def _why_not(one):
    return OWN if one.kind in (EXTRACT, LOG, REFERENCE) else one.not_fetched


def _items(one, route, asking):
    with layout_known(one.address):
        return ROUTES[route.by](one, route, asking)


def _card(one, asking, tell):
    """Return what became of a card's files, by the first of its routes that leads to one."""
    faults = []
    for route in one.routes:
        told = []
        try:
            found = _items(one, route, asking)
            asking.manifest.offer(one.id, _newest(one, found))
            told += [keeping.brought(item, asking, tell) for item in found]
        except MissingSourceError as gap:
            return [Told(one.id, "", FAILED, str(gap))]
        except InputError as fault:
            told.append(Told(one.id, "", FAILED, str(fault)))
        if any(result.state != FAILED for result in told):
            return told
        faults += told
        if asking.transport.called_off():
            break
    if len({result.words for result in faults}) < 2:
        return faults[:1] or [Told(one.id, "", FAILED, "Its publisher offers no file.")]
    several = " By another way: ".join(dict.fromkeys(result.words for result in faults))
    return [Told(one.id, faults[0].name, FAILED, several)] if len(one.routes) > 1 else faults


def _newest(one, found):
    """Return the newest period of files that a publisher offers, "" where neither page nor name tells it."""
    return max((item.period or inventory.period_in(one, Path(item.name).name) for item in found), default="")


def _missing_months(outcome):
    """Return a remark for each card of a month a file that lacks one between its first and last."""
    remarks = []
    for name in dict.fromkeys(one.card_id for one in outcome.told):
        if catalogue()[name].period != "monthly":
            continue
        came = [one.name for one in outcome.told if one.card_id == name and one.state != FAILED]
        months = sorted({inventory.period_in(catalogue()[name], Path(text).name) for text in came} - {""})
        wanted = pd.period_range(months[0], months[-1], freq="M").astype("str") if months else []
        absent = [month for month in wanted if month not in months]
        if absent:
            remarks.append(f"{name}: the publisher has no file for {', '.join(absent)}.")
    return remarks


def _size(transport, address):
    """Return the size that a publisher says a file has, None where it says none."""
    with transport.opened(address, method="HEAD") as (answer, _):
        length = answer.headers.get("Content-Length", "")
        return int(length) if length.isdigit() else None
