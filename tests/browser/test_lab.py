"""JupyterLab in a real browser, as `make lab` opens it: every chapter is opened, run and looked at."""

import pytest

from analysis import settings
from analysis.publish.edition import editions

from . import laboratory

pytestmark = pytest.mark.browser

FAST = ("13_voice",)
CHAPTERS = [path.stem for path in editions.choose()]
PIECE = "application/vnd.victim-needs+json"


@pytest.fixture(scope="module")
def lab(browser, sampleshire_folder, released_file, tmp_path_factory):
    """Return a JupyterLab on a copy of the notebooks that reads Sampleshire, its counts released."""
    run = settings.Run(sampleshire_folder, solved=released_file)
    with laboratory.running(tmp_path_factory.mktemp("lab"), browser, run) as running:
        yield running


def faults(outputs):
    """Return what each error and each line of text among outputs says."""
    return [(one["name"], one["said"]) for one in outputs if one["type"] in ("error", "stream")]


def local(address, lab):
    """Tell whether an address is that of the machine itself."""
    return address.startswith((lab.address, lab.address.replace("http", "ws"), "data:", "blob:"))


def test_the_start_page_opens_as_a_page_and_leads_to_a_chapter(lab, tmp_path):
    with lab.page("start.md") as page:
        page.get_by_role("heading", name="Start here").wait_for()
        lab.picture(page, tmp_path / "start.png")
        page.get_by_role("link", name="Are victims reached?").click()
        page.get_by_role("tab", name="05_reach.ipynb").wait_for()
        assert page.get_by_text("get notified about official Jupyter news").count() == 0
        assert [address for address in page.asked if not local(address, lab)] == []


@pytest.mark.parametrize(
    "name",
    [pytest.param(name, marks=[] if name in FAST else pytest.mark.slow) for name in CHAPTERS],
)
def test_a_chapter_runs_to_its_end_without_an_error(lab, name, tmp_path):
    with lab.page(f"{name}.ipynb") as page:
        outputs = lab.run(page, f"{name}.ipynb")
        assert faults(outputs) == []
        assert any(PIECE in one["data"] for one in outputs)
        assert page.locator(".jupyter-widgets [role=alert]").count() == 0  # sliders that were refused
        picture = tmp_path / f"{name}.png"
        lab.picture(page, picture)
        assert picture.stat().st_size > 50_000
        assert [address for address in page.asked if not local(address, lab)] == []


@pytest.mark.slow
def test_a_slider_works_the_figure_out_anew_and_the_button_takes_it_back(lab):
    name = "09_status_and_no_recourse.ipynb"
    with lab.page(name) as page:
        outputs = lab.run(page, name)
        assert faults(outputs) == []
        figure = page.locator(".jupyter-widgets img[alt*='other assumptions']")
        stands = figure.get_attribute("src")
        changed = "before => document.querySelector('.jupyter-widgets img')?.src !== before"
        page.locator(".noUi-handle").nth(1).focus()
        for _ in range(5):
            page.keyboard.press("ArrowRight")
        page.wait_for_function(changed, arg=stands)
        figure.wait_for()
        assert figure.get_attribute("src") != stands
        page.get_by_role("button", name="As in the chapter").click()
        page.wait_for_function(changed.replace("!==", "==="), arg=stands)


def test_a_cell_that_fails_is_seen_to_fail(lab):
    """The look for errors is a look: a chapter with one is not passed over."""
    with lab.page("02_area_and_residents.ipynb") as page:
        lab.ready(page, "02_area_and_residents.ipynb")
        page.evaluate(
            "() => window.jupyterapp.shell.currentWidget.content.model.cells.get(1)"
            ".sharedModel.setSource('AREA, EDITION = \"atlantis\", None')"
        )
        outputs = lab.run(page, "02_area_and_residents.ipynb")
    assert [one["name"] for one in outputs if one["type"] == "error"] == ["InputError"]
