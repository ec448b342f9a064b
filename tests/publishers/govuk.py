"""gov.uk: pages and their content as JSON, and files under hashes that change every quarter."""

import hashlib
from html import escape

from . import govuk_files, web

HOSTS = ("www.gov.uk", "assets.publishing.service.gov.uk")
WWW, ASSETS = HOSTS


def answer(request, shelf):
    """Answer as gov.uk and its store of files do."""
    if request.host == ASSETS:
        return _asset(request.path, shelf)
    pages = govuk_files.pages(shelf)
    api = request.path.startswith("/api/content/")
    path = request.path.removeprefix("/api/content").rstrip("/")
    if path not in pages:
        return web.as_json({"error": "not found"}, 404) if api else web.not_found()
    page = pages[path]
    if api:
        return web.as_json(_content(page, pages, shelf), modified=shelf.day)
    listed = "".join(f'<li><a href="{one}">{escape(pages[one].title)}</a></li>' for one in page.pages)
    return web.page(web.html(escape(page.title), f"<ul>{listed}</ul>{_list(page)}"), shelf.day)


def _address(file):
    """Return where a file appears in the store: its hash tells name and edition."""
    mark = hashlib.sha256(f"{file.name} of {file.release}".encode()).hexdigest()[:24]
    return f"https://{ASSETS}/media/{mark}/{file.name}"


def _content(page, pages, shelf):
    """Return what is read of the JSON of a page: its files, or the pages that a collection lists."""
    attachments = [
        {"title": title, "url": _address(file), "file_size": len(file.content(shelf))}
        for title, file in page.files
    ]
    listed = [{"base_path": one, "title": pages[one].title} for one in page.pages]
    details = {"attachments": attachments, "body": _list(page)}
    return {"title": page.title, "details": details, "links": {"documents": listed}}


def _list(page):
    return "".join(
        f'<section class="gem-c-attachment"><h3><a class="govuk-link" href="{_address(file)}">'
        f"{escape(title)}</a></h3></section>"
        for title, file in page.files
    )


def _asset(path, shelf):
    """Return a file; one that was replaced sends to its successor, and one that is out no more is gone."""
    held = [file for page in govuk_files.pages(shelf).values() for _, file in page.files]
    for file in held:
        if _address(file).endswith(path):
            named = {
                "Content-Disposition": f'inline; filename="{file.name}"',
                "Cache-Control": "max-age=1800, public",
            }
            return web.document(file.content(shelf), file.kind, shelf.day_of(file.release), **named)
    successor = next((file for file in held if path.rpartition("/")[2] == file.name), None)
    return web.moved(_address(successor)) if successor else web.not_found()
