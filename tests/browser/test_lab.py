"""JupyterLab in a real browser, as `make lab` opens it: every chapter is opened, run and looked at."""

import nbformat
import pandas as pd
import pytest

from analysis import settings, stages
from analysis.publish.report import editions

from . import laboratory

pytestmark = pytest.mark.browser

FAST = ("13_voice",)
CHAPTERS = [path.stem for path in editions.choose()]
PIECE = "application/vnd.victim-needs+json"
# What an analyst who knows pandas and matplotlib does in a notebook of their own, beside the chapters.
OWN_WORK = [
    """from analysis import publish, tables
import matplotlib.pyplot as plt
import statsmodels.formula.api as smf
AREA = "sampleshire"
cards = tables.cards(AREA)
victims = tables.released("victims_by_offence_and_district", AREA, margins=True)
victims""",
    """kinds = victims.query("district == 'Total' and offence_group != 'Total'")
kinds.plot.barh(x="offence_group", y="victims", figsize=(6, 4));""",
    """living = tables.census.residents_by_group(AREA).query("characteristic == 'Age band'")
here = living.groupby("district", as_index=False)["residents"].sum()
both = victims.query("district != 'Total'").merge(here, on="district")
both.sort_values("victims").head()""",
    """known = both.dropna(subset="victims").astype({"victims": float})
smf.ols("victims ~ residents + C(offence_group)", known).fit().summary()""",
    """figure, ax = plt.subplots(figsize=(6, 4))
publish.bar(kinds, "offence_group", "victims", title="Victims by offence", ax=ax, color="black",
            sources=cards("victims_by_offence_and_district"))""",
    'both.to_csv("both.csv", index=False)',
    'tables.released("victims_by_offence_and_district", "atlantis")',  # a cell that fails is seen to fail
]


@pytest.fixture(scope="module")
def lab(browser, sampleshire_folder, released_file, tmp_path_factory):
    """Return a JupyterLab on a copy of the notebooks that reads Sampleshire, its counts released.

    It is opened as on a computer on which nobody has opened it yet.
    """
    run, home = settings.Run(sampleshire_folder, solved=released_file), tmp_path_factory.mktemp("lab")
    stages.for_chapters(settings.SAMPLESHIRE, run)
    with pytest.MonkeyPatch.context() as patch:
        for name in ("MPLCONFIGDIR", "IPYTHONDIR"):
            patch.setenv(name, str(home / name.lower()))
        with laboratory.running(home, browser, run) as running:
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
        # Of one step alone the picture may be the same, and while it is worked out there is none.
        there = "const now = document.querySelector('.jupyter-widgets img')?.src"
        changed = f"before => {{ {there}; return now && now !== before; }}"
        page.locator(".noUi-handle").nth(1).focus()
        for _ in range(5):
            page.keyboard.press("ArrowRight")
        page.wait_for_function(changed, arg=stands)
        page.get_by_role("button", name="As in the chapter").click()
        page.wait_for_function(changed.replace("!==", "==="), arg=stands)


def test_an_analyst_prints_plots_joins_models_and_saves_in_a_notebook_of_their_own(lab):
    cells = [nbformat.v4.new_code_cell(code) for code in OWN_WORK]
    python = {"kernelspec": {"name": "python3", "display_name": "Python 3"}}
    own = nbformat.v4.new_notebook(cells=cells, metadata=python)
    nbformat.write(own, lab.folder / "own.ipynb")
    with lab.page("own.ipynb") as page:
        outputs = lab.run(page, "own.ipynb")
    assert [one["name"] for one in outputs if one["type"] == "error"] == ["InputError"]
    kinds = [set(one["data"]) for one in outputs if one["data"]]
    assert sum("text/html" in one for one in kinds) >= 3  # the table, the join, the model
    assert sum("image/png" in one for one in kinds) == 2  # that of pandas and that of publish
    saved = pd.read_csv(lab.folder / "both.csv")
    assert {"victims", "residents", "status"} <= set(saved) and len(saved)
