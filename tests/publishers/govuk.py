"""gov.uk: pages and their content as JSON, and files under hashes that change every quarter."""

import hashlib
from dataclasses import dataclass
from html import escape

from . import govuk_files, web

HOSTS = ("www.gov.uk", "assets.publishing.service.gov.uk")
WWW, ASSETS = HOSTS


@dataclass(frozen=True)
class Page:
    """A page: `files` holds (title, file), `pages` the paths of those that a collection lists."""

    title: str
    kind: str
    files: tuple = ()
    pages: tuple = ()


def answer(request, shelf):
    """Answer as gov.uk and its store of files do."""
    if request.host == ASSETS:
        return _asset(request.path, shelf)
    pages = _pages(shelf)
    api = request.path.startswith("/api/content/")
    path = request.path.removeprefix("/api/content").rstrip("/")
    if path not in pages:
        return web.as_json({"error": "not found"}, 404) if api else web.not_found()
    page = pages[path]
    if api:
        return web.as_json(_content(path, page, pages, shelf), modified=shelf.day)
    return web.page(_html(page, pages), shelf.day)


def _pages(shelf):
    return {path: Page(*parts) for path, parts in govuk_files.pages(shelf).items()}


def address(file):
    """Return where a file appears in the store: its hash tells name and edition."""
    mark = hashlib.sha256(f"{file.name} of {file.release}".encode()).hexdigest()[:24]
    return f"/media/{mark}/{file.name}"


def _content(path, page, pages, shelf):
    base = {
        "base_path": path,
        "content_id": _identity(path),
        "document_type": page.kind,
        "schema_name": page.kind,
        "locale": "en",
        "title": page.title,
        "public_updated_at": f"{shelf.day:%Y-%m-%dT%H:%M:%S+00:00}",
    }
    if page.kind == "document_collection":
        named = [_identity(one) for one in page.pages]
        groups = [{"title": "Statistics", "body": "", "documents": named}]
        links = [
            {
                "base_path": one,
                "api_path": f"/api/content{one}",
                "api_url": f"https://{WWW}/api/content{one}",
                "web_url": f"https://{WWW}{one}",
                "content_id": _identity(one),
                "title": pages[one].title,
                "document_type": pages[one].kind,
                "public_updated_at": base["public_updated_at"],
            }
            for one in page.pages
        ]
        return base | {"details": {"collection_groups": groups, "body": ""}, "links": {"documents": links}}
    attachments = [
        {
            "accessible": False,
            "attachment_type": "file",
            "content_type": file.kind,
            "file_size": len(file.content(shelf)),
            "filename": file.name,
            "id": file.name,
            "title": title,
            "url": f"https://{ASSETS}{address(file)}",
        }
        for title, file in page.files
    ]
    return base | {"details": {"attachments": attachments, "body": _list(page)}, "links": {}}


def _identity(path):
    mark = hashlib.sha256(path.encode()).hexdigest()
    return "-".join((mark[:8], mark[8:12], mark[12:16], mark[16:20], mark[20:32]))


def _list(page):
    return "".join(
        f'<section class="gem-c-attachment"><h3><a class="govuk-link" href="https://{ASSETS}{address(file)}">'
        f"{escape(title)}</a></h3></section>"
        for title, file in page.files
    )


def _html(page, pages):
    listed = "".join(f'<li><a href="{one}">{escape(pages[one].title)}</a></li>' for one in page.pages)
    return web.html(escape(page.title), f"<ul>{listed}</ul>{_list(page)}")


def _asset(path, shelf):
    """Return a file; one that was replaced sends to its successor, and one that is out no more is gone."""
    files = {address(file): file for page in _pages(shelf).values() for _, file in page.files}
    if path in files:
        file = files[path]
        named = {
            "Content-Disposition": f'inline; filename="{file.name}"',
            "Cache-Control": "max-age=1800, public",
        }
        return web.document(file.content(shelf), file.kind, shelf.day_of(file.release), **named)
    for place, file in files.items():
        if path.rpartition("/")[2] == file.name:
            return web.moved(f"https://{ASSETS}{place}")
    return web.not_found()
