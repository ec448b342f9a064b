"""Files behind a page whose names and addresses change with every edition: gov.uk and ons.gov.uk.

gov.uk says through its content API which files a page has; where it does not, and at ons.gov.uk, the links of
the page are read. A file is known by the stem of its name, and the newest editions are taken. Where one sheet
of a workbook is wanted, that sheet alone is kept.
"""

import csv
import re
from html.parser import HTMLParser
from pathlib import PurePosixPath

import httpx

from analysis.sources import inventory, workbooks
from analysis.sources.catalogue import catalogue
from analysis.sources.fetching import bodies
from analysis.sources.fetching.faults import FetchError, place
from analysis.sources.fetching.items import Item

GOV_UK, CONTENT = "www.gov.uk", "https://www.gov.uk/api/content"
ASSETS = "assets.publishing.service.gov.uk"
MONTHS = {name: number for number, name in enumerate(inventory.MONTHS) if name}
SHORT = {name[:3].lower(): number for name, number in MONTHS.items()}
DAY = re.compile(r"(?<!\d)(20\d\d)[-_](\d\d)[-_](\d\d)(?!\d)")
NAMED_DAY = re.compile(rf"(\d{{1,2}})[-_ ]({'|'.join(MONTHS)})[-_ ](20\d\d)", re.IGNORECASE)
# A month in full or in short, and no letters after it: "abuseprevalencetables2022" is not of a September.
MONTH = re.compile(rf"({'|'.join([*MONTHS, 'sept', *SHORT])})[-_ ]?(20\d\d|\d\d)(?!\d)", re.IGNORECASE)
RELEASE = re.compile(r"(?<!\d)(\d\d)(\d\d)(\d\d)(?!\d)|v(\d+)(?=\W)")


def items(card, route, asking):
    """Return the newest files of a card that its page offers, of as many editions as the card needs.

    A link is followed only where `Transport.stranger` finds nothing against it.

    Raises FetchError for a page that offers none, naming some that it does offer.
    """
    offered = _offered(card, route.says.get("match", ""), asking.transport)
    found, elsewhere, site = {}, [], "gov.uk" if _on_gov_uk(card) else "ons.gov.uk"
    for address, size in offered.items():
        name = _name(address)
        if not inventory.bears_name(card, name):
            continue
        if wrong := asking.transport.stranger(httpx.URL(address)):
            elsewhere.append(f" It has a link to {place(address)}, which is not followed: it is {wrong}.")
            continue
        period = _period(card, address)
        if not inventory.known_by(period, asking.day):
            continue
        kept, lasting = f"{site}/{name}", httpx.URL(address).host == ASSETS
        item = Item(card.id, kept, address, route.by, size, period, lasting)
        earlier = found.get(period)
        if earlier is None or _released(name) > _released(earlier.name):
            found[period] = item
    if not found:
        others = sorted({_name(address) for address in offered})
        seen = f" It has {len(others)} files, such as {', '.join(others[:3])}." if others else ""
        raise FetchError(
            f"{card.page}: offers no file such as {card.pattern[0]} of {asking.day:%B %Y} or before."
            f"{''.join(elsewhere[:1]) or seen} Was it renamed?"
        )
    # A summary of the year appears beside the quarters and names none.
    told = {period: item for period, item in found.items() if inventory.period_in(card, _name(item.address))}
    found = told or found
    newest = sorted(found, reverse=True)[: route.says.get("editions", 1)]
    return [found[period] for period in sorted(newest)]


def sheet(card, route, asking):
    """Return one sheet of the newest workbook of another card, which is kept as a CSV file of its own."""
    (book,) = items(catalogue()[route.says["card"]], route, asking)
    title = route.says["sheet"]

    def make(path, _):
        rows = _rows_of(asking.transport.read(book.address), PurePosixPath(book.name).name, title)
        with path.open("w", encoding="utf-8", newline="") as stream:
            csv.writer(stream).writerows([workbooks.text(cell) for cell in row] for row in rows)
        return {"sheet": title}

    stem = PurePosixPath(book.name).with_suffix("")
    name = f"{stem}-{title.lower().replace(' ', '-')}.csv"
    return [Item(card.id, name, book.address, route.by, period=book.period, unit="rows", make=make)]


def _rows_of(answer, name, title):
    """Return the rows of the sheet of a workbook that has a title, from the answer that brought it."""
    bodies.refuse_other_kind(answer.address, answer.headers, answer.content[:4096], ".xlsx")
    book = workbooks.loaded(name, answer.content, workbooks.AGAIN)
    if title not in book.sheet_names:
        raise FetchError(
            f'{name}: has no sheet "{title}", but {", ".join(book.sheet_names[:6])}. Was it renamed? '
            "Save the sheet of that table as a CSV file by hand."
        )
    return workbooks.rows(book, title)


def period_of(card, name):
    """Return the period that a file's name tells, "" for none: the card's own, or a day or month in it."""
    if told := inventory.period_in(card, name):
        return told
    if found := DAY.search(name):
        return "-".join(found.groups())
    if found := NAMED_DAY.search(name):
        return f"{found[3]}-{SHORT[found[2][:3].lower()]:02d}-{int(found[1]):02d}"
    found = MONTH.search(name)
    return f"{int(found[2]) % 2000 + 2000}-{SHORT[found[1][:3].lower()]:02d}" if found else ""


def _period(card, address):
    """Return the period of the file at an address; at ons.gov.uk its edition says it where its name does not.

    One workbook is policeforceareatablesfinal.xlsx, in a folder such as yearendingseptember2025.
    """
    at_ons = "" if _on_gov_uk(card) else period_of(card, _path(address).parent.name)
    return period_of(card, _name(address)) or at_ons


def _released(name):
    """Return what sorts two files of one period: the day of release in the name (ddmmyy), or a version."""
    marks = RELEASE.findall(PurePosixPath(name).name)
    return max(((year, month, day, int(version or 0)) for day, month, year, version in marks), default=())


def _on_gov_uk(card):
    return httpx.URL(card.page).host == GOV_UK


def _offered(card, match, transport):
    """Return {address of a file: its size, None where nothing says it} of a page, in the page's order."""
    if not _on_gov_uk(card):
        return dict.fromkeys(_links(transport, card.page))
    path = httpx.URL(card.page).path
    try:
        content = transport.read(f"{CONTENT}{path}").json()
    except FetchError as fault:
        if fault.status not in (403, 404, 410):
            raise
        return dict.fromkeys(_links(transport, card.page))
    offered = _attachments(content)
    for document in (content.get("links") or {}).get("documents") or []:
        if match.lower() in str(document.get("title", "")).lower() and document.get("base_path"):
            offered |= _attachments(transport.read(f"{CONTENT}{document['base_path']}").json())
    return offered


def _attachments(content):
    """Return the files of one content item, from its list of attachments and from links in its text."""
    details = content.get("details") or {}
    offered = {}
    for one in details.get("attachments") or []:
        if one.get("url"):
            offered[str(httpx.URL("https://www.gov.uk/").join(one["url"]))] = one.get("file_size")
    texts = [details.get("body"), *(details.get("documents") or [])]
    for text in texts:
        for address in _hrefs(text if isinstance(text, str) else "", "https://www.gov.uk/"):
            offered.setdefault(address, None)
    return offered


def _links(transport, page):
    answer = transport.read(page)
    if not answer.content.strip():
        raise FetchError(f"{page}: answered with nothing in it. Try again later.")
    return _hrefs(answer.text(), answer.address)


class _Links(HTMLParser):
    def __init__(self):
        super().__init__()
        self.found = []

    def handle_starttag(self, tag, attrs):
        href = dict(attrs).get("href")
        if tag == "a" and href:
            self.found.append(href)


def _hrefs(text, base):
    parser = _Links()
    parser.feed(text)
    addresses = []
    for href in parser.found:
        try:
            addresses.append(str(httpx.URL(base).join(href)))
        except httpx.InvalidURL:
            continue
    return addresses


def _name(address):
    return _path(address).name


def _path(address):
    """Return the path of the file at an address, also where ons.gov.uk gives it in the query."""
    url = httpx.URL(address)
    return PurePosixPath(url.params.get("uri") or url.path)
