"""JupyterLab in a real browser, as `make lab` opens it: every chapter is opened, run and looked at."""

import os
import shutil

import nbformat
import pandas as pd
import pytest

from analysis import settings
from analysis.publish.report import editions

from . import laboratory

pytestmark = pytest.mark.browser

FAST = ("13_voice",)
CHAPTERS = [path.stem for path in editions.choose()]
PIECE = "application/vnd.victim-needs+json"
KINDS = (PIECE, "image/svg+xml", "image/png", "text/html")
# What an analyst who knows pandas, and not this project, does in a notebook of their own: a cell a step.
OWN_WORK = [
    """from analysis import catalogue, charts, cite, columns, measures, read, report
import matplotlib.pyplot as plt
import statsmodels.formula.api as smf

AREA = "sampleshire"
tables = catalogue(AREA)
tables[tables["title"].str.contains("language", case=False)][["table", "title", "row"]].style""",
    """need = read("language_working", AREA).nlargest(20, "people_not_proficient")
order = list(need["language"])[::-1]  # chapter 11 has the largest first
ax = charts.dot(need, "language", "people_not_proficient", order=order, color="#801650")
assert [tick.get_text().replace("\\n", " ") for tick in ax.get_yticklabels()] == order
ax""",
    """first = report.largest(need, "people_not_proficient", "language")
title = report.say("{first} first", "Need by language", first=first)
report.figure(ax, title=title, subtitle="Speakers who cannot speak English well, estimated")""",
    """nepali = read("all_languages_msoa21_for_exploring", AREA, language="Nepalese")
areas = read("area_names", AREA)[["lsoa21_code", "msoa21_code"]]
small = read("deprivation", AREA).merge(areas, on="lsoa21_code")
deprived = small.groupby("msoa21_code", as_index=False)["imd_decile"].median()
outlines = read("boundaries_msoa21", AREA)
charts.use_house_style()
figure, (left, right) = plt.subplots(1, 2, figsize=(10, 4))
charts.map(nepali, outlines, "msoa21_code", "speakers", unit="Speakers of Nepali", ax=left)
both = cite(outlines.merge(deprived, on="msoa21_code"), nepali, deprived)
both.plot("imd_decile", legend=True, cmap="Reds_r", ax=right).set_axis_off()""",
    """places = both.drop(columns="geometry").merge(nepali, on="msoa21_code")
smf.ols("speakers ~ imd_decile", data=places).fit(cov_type="HC1").summary()""",
    """victims = read("victims_by_offence_and_district", AREA)
victims.to_csv("victims.csv", index=False)
ax = victims.query("offence_group == 'Robbery'").plot.barh(x="district", y="victims", legend=False)
charts.mark(ax, victims.query("offence_group == 'Robbery'"), "victims");""",
]
# Cells that fail, and what is said of each in a line.
MISTAKES = {
    'read("langauge", AREA)': 'sampleshire has no table "langauge". Nearest: "language"',
    'report.figure(left, title="Nepali", data=nepali)': "Nepalese may not be shown for small places",
}
OWN_CHAPTER = [
    "# Who needs what?\n\nWhat the office asks itself.",
    'AREA, EDITION = "sampleshire", None',
    *OWN_WORK[:3],
]


@pytest.fixture(scope="module")
def lab(browser, sampleshire_folder, released_file, sampleshire_tables, tmp_path_factory):
    """Return a JupyterLab on a copy of the notebooks that reads Sampleshire, its counts released.

    It is opened as on a computer on which nobody has opened it yet.
    """
    home, run = tmp_path_factory.mktemp("lab"), settings.Run(sampleshire_folder, solved=released_file)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(settings.TABLES_VARIABLE, str(sampleshire_tables))
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


def written(lab, name, cells):
    """Write a notebook of an analyst's own beside the chapters."""
    python = {"kernelspec": {"name": "python3", "display_name": "Python 3"}}
    nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata=python), lab.folder / name)


def test_an_analyst_lists_draws_maps_models_and_saves_in_a_notebook_of_their_own(lab, tmp_path):
    written(lab, "own.ipynb", [nbformat.v4.new_code_cell(code) for code in OWN_WORK])
    with lab.page("own.ipynb") as page:
        outputs = lab.run(page, "own.ipynb")
        lab.picture(page, tmp_path / "own.png")
    assert faults(outputs) == []  # and no warning
    kinds = [set(one["data"]) for one in outputs if one["data"]]
    assert [next(kind for kind in KINDS if kind in one) for one in kinds] == [
        "text/html",  # the list of tables
        "image/svg+xml",  # the chart, then as it is kept
        PIECE,
        "image/png",  # the maps
        "text/html",  # the model
        "image/png",  # what pandas drew
    ]
    saved = pd.read_csv(lab.folder / "victims.csv")
    hidden = saved[saved["status"].ne("shown")]
    assert len(hidden) and hidden["victims"].isna().all()


def test_a_mistake_is_told_in_a_line(lab):
    goes_on = {"tags": ["raises-exception"]}  # the cells beneath run too
    cells = [nbformat.v4.new_code_cell(one, metadata=goes_on) for one in (*OWN_WORK[:4], *MISTAKES)]
    written(lab, "mistake.ipynb", cells)
    with lab.page("mistake.ipynb") as page:
        outputs = lab.run(page, "mistake.ipynb")
    for (name, said), told in zip(faults(outputs), MISTAKES.values(), strict=True):
        assert name == "InputError" and told in said
    for one in outputs:
        assert one["type"] != "error" or len("".join(one["traceback"]).strip().splitlines()) == 1


@pytest.mark.slow
def test_a_chapter_written_in_jupyterlab_goes_into_the_report(lab, sampleshire_folder, tmp_path):
    title, first, *rest = OWN_CHAPTER
    cells = [
        nbformat.v4.new_markdown_cell(title),
        nbformat.v4.new_code_cell(first, metadata={"tags": ["parameters"]}),
        *(nbformat.v4.new_code_cell(one) for one in rest),
    ]
    written(lab, "20_who_needs_what.ipynb", cells)
    with lab.page("20_who_needs_what.ipynb") as page:
        assert faults(lab.run(page, "20_who_needs_what.ipynb")) == []
        page.evaluate("() => window.jupyterapp.commands.execute('docmanager:save')")
    for folder in (sampleshire_folder, sampleshire_folder.with_name("sampleshire-local")):
        shutil.copytree(folder, tmp_path / folder.name, copy_function=os.link)
    chapters = tmp_path / "chapters"
    chapters.mkdir()
    shutil.copy(lab.folder / "20_who_needs_what.ipynb", chapters)
    inputs = tmp_path / sampleshire_folder.name
    report = editions.build(
        editions.Asked.of("sampleshire", inputs, tmp_path / "reports", chapters=("20",), printed=False)
    )
    assert "Polish first" in (report / "20_who_needs_what.html").read_text(encoding="utf-8")
    picture = (report / "figures" / "20-01.svg").read_text(encoding="utf-8")
    assert 'id="invented-data"' in picture and "#801650" in picture
