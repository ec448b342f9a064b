"""The manual: it builds without a warning, no link is broken, it needs no network, no column is left out."""

import importlib
import importlib.util
import pkgutil
import re
import subprocess
import sys
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from bs4 import BeautifulSoup

from analysis import charts, report, settings, tables, toml_file
from analysis.extracts import fields, logs
from analysis.tables.declaration import Declaration
from tests.browser.conftest import browser as browser

if importlib.util.find_spec("sphinx") is None:
    pytest.skip("Sphinx is not installed: the manual was not built", allow_module_level=True)

DOCS = Path(__file__).resolve().parents[1] / "docs"
LOADED = [("script", "src"), ("img", "src"), ("link", "href"), ("iframe", "src"), ("source", "src")]


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """Return the folder of the built manual; a warning fails it."""
    folder = tmp_path_factory.mktemp("manual")
    command = [sys.executable, "-m", "sphinx", "--quiet", "--fail-on-warning", "--keep-going", "--nitpicky"]
    command += ["--doctree-dir", str(folder / "doctrees"), str(DOCS), str(folder / "site")]
    run = subprocess.run(command, capture_output=True, text=True)
    assert run.returncode == 0, run.stderr
    return folder / "site"


@pytest.fixture(scope="module")
def pages(site):
    """Return {page: what it holds} of the built manual."""
    return {
        page: BeautifulSoup(page.read_text(encoding="utf-8"), "lxml") for page in sorted(site.rglob("*.html"))
    }


def test_no_link_is_broken(pages):
    places = {page: {tag["id"] for tag in held.find_all(id=True)} for page, held in pages.items()}
    broken = []
    for page, held in pages.items():
        for link in held.find_all("a", href=True):
            to = urlsplit(link["href"])
            target = (page.parent / unquote(to.path)).resolve() if to.path else page
            there = not to.fragment or unquote(to.fragment) in places.get(target, ())
            if to.scheme not in ("http", "https") and not (target.is_file() and there):
                broken.append(f"{page.name}: {link['href']}")
    assert places and not broken


def test_nothing_is_loaded_from_a_network(site, pages):
    loaded = [
        tag.get(place) for held in pages.values() for name, place in LOADED for tag in held.find_all(name)
    ]
    styles = [path.read_text(encoding="utf-8") for path in site.rglob("*.css")]
    loaded += [
        found for text in styles for found in re.findall(r"(?:url\(|@import)\s*[\"']?([^\"')]+)", text)
    ]
    assert loaded and not [one for one in loaded if one and re.match(r"(https?:)?//", one)]


def test_the_dictionary_names_every_table_and_every_column(pages):
    told = {page.stem: held for page, held in pages.items() if page.parent.name == "dictionary"}
    words = {name: {code.text for code in held.find_all("code")} for name, held in told.items()}
    both, headings = words["tables"] | words["people"], {}
    for name, held in told.items():
        headings[name] = {tag.find(string=True) for tag in held.find_all("h2")}
    for module in pkgutil.walk_packages(tables.__path__, f"{tables.__name__}."):
        importlib.import_module(module.name)
    declared = [one for one in every(Declaration) if one.__module__.startswith("analysis.")]
    models = [one for one in declared if not one.__name__.startswith("_")]
    assert len(models) > 50
    bold = {tag.text for name in ("tables", "people") for tag in told[name].find_all("strong")}
    assert {f"{one.__name__}." for one in models} <= bold
    assert {column for one in models for column in one.to_schema().columns} <= both
    assert {*fields.kinds(), *logs.names()} <= headings["office"]
    assert {column for log in logs.names() for column in logs.columns(log)} <= words["office"]
    assert {field for kind in fields.kinds().values() for field in kind.fields} <= words["office"]
    for kind in fields.kinds().values():
        kept = {name: one for name, one in kind.listed.items() if name != kind.supplied_by}
        assert all("says" in one or "shortened" in one for one in kept.values()), kind.name
    for name, parts in (("released", ["release.toml"]), ("measures", ["reference", "measures.toml"])):
        assert set(toml_file.read(settings.data(*parts), "")) - {"statements"} <= headings[name]
    assert set(toml_file.read(settings.data("catalogue.toml"), "")) <= headings["sources"]
    faces = {"charts": charts, "report": report}
    offered = {f"{name}.{verb}" for name, face in faces.items() for verb in face.__all__}
    assert offered <= {code.partition("(")[0] for code in words["publish"]} | headings["publish"]


def every(model):
    """Yield every declaration that is loaded."""
    for one in model.__subclasses__():
        yield one
        yield from every(one)


@pytest.mark.browser
def test_its_pages_and_its_search_work_from_a_disk(site, browser):
    page, asked = browser.new_page(), []
    page.on("request", lambda request: asked.append(request.url))
    page.goto((site / "index.html").as_uri())
    assert page.get_by_role("link", name="The office’s own files").first.is_visible()
    page.goto((site / "search.html").as_uri() + "?q=postcodes")
    page.wait_for_selector("#search-results li a")
    assert "own-files.html" in page.content()
    for width in (1280, 360):
        page.set_viewport_size({"width": width, "height": 800})
        for name in ("index", "publishing", "dictionary/office", "dictionary/sources"):
            page.goto((site / f"{name}.html").as_uri())
            assert page.evaluate("document.documentElement.scrollWidth") <= width, (name, width)
    page.close()
    assert asked and not [url for url in asked if not url.startswith(("file:", "data:"))]
