"""Figures know what they stand on, and sentences with one that is hidden or missing say something else."""

import pytest

from analysis import read, report
from analysis.errors import InputError

AREA = "sampleshire"


@pytest.fixture
def year(tables):
    """Return victims of a year by offence and district, sums among them."""
    return read("victims_by_offence_and_district", AREA, margins=True)


def test_a_figure_is_words_and_its_tables(year):
    all_ = report.value(year, "victims", offence_group="Total", district="Total")
    assert all_.replace(",", "").isdigit() and all_.state == "shown"
    assert [one.rsplit("/")[-1] for one in all_.references] == ["victims_by_offence_and_district"]
    said = report.say("{n} victim(s) {n:was|were} recorded.", "Not known.", n=all_)
    assert said == f"{all_} victims were recorded." and report.text(said, main=True).main
    assert "Sampleshire Police" in report.text(said).source


def test_a_hidden_figure_makes_the_other_sentence(year):
    row = year[year["status"].eq("suppressed")].iloc[0]
    where = {"offence_group": row["offence_group"], "district": row["district"]}
    hidden = report.value(year, "victims", **where)
    assert hidden == "[c]" and hidden.state == "suppressed" and not hidden.empty
    assert report.say("{n} victims", "Not known", n=hidden) == "Not known"
    assert (
        report.say("{n} victims", "Not known", if_hidden="Too few to be told", n=hidden)
        == "Too few to be told"
    )
    assert (
        report.total(year, "victims", district=row["district"], offence_group=[row["offence_group"]]) == "[c]"
    )


def test_one_many_and_none(year):
    one = year.query("offence_group == 'Burglary' and district == 'Total'")
    for rows, words in ((one, "1 row is here"), (one.iloc[:0], "not known")):
        assert report.say("{n} row(s) {n:is|are} here", "not known", n=report.count(rows)) == words
    none = report.count(year, district="Total", offence_group="no such offence")
    assert report.say("{n} row(s) {n:is|are} here", "not known", n=none) == "0 rows are here"


def test_a_label_that_the_table_has_not_is_refused_with_the_nearest(year):
    with pytest.raises(InputError, match=r'no "district" called "Larkmer". Nearest: "Larkmere"'):
        report.value(year, "victims", offence_group="Total", district="Larkmer")
    with pytest.raises(InputError, match="no column"):
        report.value(year, "victims", county="Total")


def test_a_total_of_a_margin_and_its_parts_is_refused(year):
    with pytest.raises(InputError, match="they would be counted twice"):
        report.total(year, "victims", offence_group="Total")
    with pytest.raises(InputError, match="does not add up"):
        report.total(read("promises", AREA), "measured")


def test_the_second_largest_and_the_smallest(year):
    kinds = year.query("district == 'Total' and offence_group != 'Total' and status == 'shown'")
    ordered = list(kinds.sort_values("victims", ascending=False)["offence_group"])
    assert report.largest(kinds, "victims", "offence_group") == ordered[0]
    assert report.largest(kinds, "victims", "offence_group", place=2) == ordered[1]
    assert report.smallest(kinds, "victims", "offence_group") == ordered[-1]


@pytest.mark.parametrize("bare", [12, 0.5, "12 people"])
def test_a_bare_number_says_what_it_is_of(year, bare):
    with pytest.raises(InputError, match=r"n is a bare .* does not say what it stands on"):
        report.say("{n} victims", "Not known", n=bare)
    assert report.say("{n} victims", "Not known", n=bare, sources=[year]).about.sources


def test_a_name_without_a_digit_needs_no_source(year):
    assert report.say("{who} answers", "Nobody answers", who="The council") == "The council answers"


@pytest.mark.parametrize("template", ["{n} of 12 victims", "No figure at all"])
def test_a_template_with_a_digit_or_without_a_figure_is_refused(year, template):
    figures = {"n": report.count(year)} if "{n}" in template else {}
    with pytest.raises(InputError, match=r"digit|without a value"):
        report.say(template, "Not known", **figures)


def test_a_sentence_shows_itself_and_is_kept_only_by_asking(year):
    said = report.say("{n} rows", "None", n=report.count(year))
    assert set(said._repr_mimebundle_()) == {"text/plain", "text/markdown"}
    with pytest.raises(InputError, match="does not say what it stands on"):
        report.text(report.say("{who} answers", "Nobody answers", who="The council"))


def test_a_sentence_of_figures_too_old_to_be_findings_says_so_where_it_is_kept(year, monkeypatch):
    from analysis.publish.exhibits import rows

    said = report.say("{n} rows", "None", n=report.count(year))
    assert report.text(said).words == said
    monkeypatch.setattr(rows, "too_old", lambda *given: "“Victims” ends in March 2020")
    old = report.say("{n} rows", "None", n=report.count(year))
    assert old == said  # as a title it goes by the age of its figure
    assert report.text(old).words == "There are no current figures on this: “Victims” ends in March 2020."
