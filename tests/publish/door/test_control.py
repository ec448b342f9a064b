"""The door: what passes it, what it says of itself, and what cannot be made without it."""

import copy
import importlib
import pickle
from types import SimpleNamespace

import pandas as pd
import pytest

from analysis import publish
from analysis.errors import InputError
from analysis.publish.door.controlled import Controlled, Value, words_of
from analysis.publish.wording import rounded

door = importlib.import_module("analysis.publish.door.control")


@pytest.fixture(autouse=True)
def catalogue(monkeypatch):
    def card(name, sensitivity="open", period="21 March 2021"):
        return SimpleNamespace(
            id=name,
            title="Main language",
            publisher="Office for National Statistics",
            period=period,
            licence="OGL-UK-3.0",
            sensitivity=sensitivity,
            attribution="",
        )

    cards = [
        card("census_ts024"),
        card("census_ts029"),
        card("extract", "restricted"),
        card("nrm", "aggregate"),
    ]
    monkeypatch.setattr(door, "cards_now", lambda: {each.id: each for each in cards})
    monkeypatch.setattr(door, "period_now", lambda card: card.period)
    monkeypatch.setattr(door, "missing_now", lambda uses: [])
    monkeypatch.setattr(door, "too_old_now", lambda cards, period=None: ())
    monkeypatch.setattr(door, "invented_now", lambda: False)


@pytest.fixture
def languages():
    return pd.DataFrame(
        {
            "language": ["Polish", "Romanian", "Panjabi", "Welsh"],
            "people": [8464, 5638, None, 3],
            "share_pct": [1.45, 0.95, None, 0.04],
            "rate_per_1000": [14.5, 9.55, None, 0.04],
            "status": ["shown", "shown", "not available", "suppressed"],
        }
    )


@pytest.fixture
def safe(languages):
    return publish.control(languages, uses=["census_ts024"])


def said(value):
    return words_of(value)


# Who may make one


@pytest.mark.parametrize("kind", [Controlled, Value])
def test_nobody_makes_one_by_hand(kind):
    with pytest.raises(TypeError, match=r"publish\.control|safe\.value"):
        kind()


def test_it_cannot_be_changed(safe):
    with pytest.raises(TypeError, match="cannot be changed"):
        safe.missing = ()
    with pytest.raises(TypeError, match="cannot be changed"):
        del safe.missing


def test_a_copy_is_itself_and_a_pickle_is_refused(safe):
    assert copy.copy(safe) is safe and copy.deepcopy(safe) is safe
    with pytest.raises(TypeError, match="cannot be pickled"):
        pickle.dumps(safe)


def test_no_class_may_be_made_from_it():
    with pytest.raises(TypeError, match="sealed"):
        type("Mine", (Controlled,), {})


def test_what_is_handed_out_changes_nothing_that_is_published(safe, languages):
    handed_out = safe.rows
    handed_out["people"] = 1
    languages["people"] = 1
    assert said(safe.value("people", language="Polish")) == "8,464"


# What passes


def test_only_a_measure_passes():
    with pytest.raises(TypeError, match="DataFrame"):
        publish.control([1, 2], uses=["census_ts024"])


def test_a_measure_needs_a_status(languages):
    with pytest.raises(InputError, match='Nearest: "state"'):
        publish.control(languages.rename(columns={"status": "state"}), uses=["census_ts024"])


def test_a_status_of_another_name_is_named(languages):
    languages.loc[0, "status"] = "hiden"
    with pytest.raises(InputError, match='holds "hiden"'):
        publish.control(languages, uses=["census_ts024"])


def test_a_blank_status_is_refused(languages):
    languages.loc[0, "status"] = None
    with pytest.raises(InputError, match="shown, suppressed or not available"):
        publish.control(languages, uses=["census_ts024"])


def test_a_shown_row_has_a_value(languages):
    languages.loc[1, "share_pct"] = None
    with pytest.raises(InputError, match=r'"share_pct" is blank in 1 of the 2 rows.*row 2'):
        publish.control(languages, uses=["census_ts024"])


def test_a_shown_row_may_lack_an_interval(languages):
    assert publish.control(languages.assign(lower=float("nan")), uses=["census_ts024"]).columns[-1] == "lower"


def test_a_shown_row_without_any_number_is_refused():
    measure = pd.DataFrame({"area_name": ["Wick", "Northam"], "people": [None, 5], "status": "shown"})
    with pytest.raises(InputError, match="hold no number, first row 1"):
        publish.control(measure, uses=["census_ts024"])


def test_an_infinite_number_is_refused(languages):
    languages.loc[0, "share_pct"] = float("inf")
    with pytest.raises(InputError, match="infinite"):
        publish.control(languages, uses=["census_ts024"])


def test_every_number_of_a_suppressed_row_is_blanked_at_the_door(languages):
    languages["large"] = languages["people"] > 5
    languages["method"] = "exact"
    rows = publish.control(languages, uses=["census_ts024"]).rows
    welsh = rows[rows["language"].eq("Welsh")]
    assert welsh[["people", "share_pct", "rate_per_1000", "large", "method"]].isna().all(axis=None)
    assert rows["method"].notna().sum() == 3


def test_the_known_part_of_a_row_that_is_not_available_stays():
    measure = pd.DataFrame({"area_name": ["Unknown"], "offences": [49], "rate_per_1000": [None]})
    measure["rate_per_1000"] = measure["rate_per_1000"].astype(float)
    rows = publish.control(measure.assign(status="not available"), uses=["census_ts024"]).rows
    assert rows["offences"].tolist() == [49]


# Cards


def test_an_unknown_card_is_named_with_the_nearest(languages):
    with pytest.raises(InputError, match=r'no card "census_ts24". Nearest: "census_ts0'):
        publish.control(languages, uses=["census_ts24"])


def test_a_figure_names_its_sources(languages):
    with pytest.raises(InputError, match="names its sources"):
        publish.control(languages)
    with pytest.raises(TypeError, match="list of card ids"):
        publish.control(languages, uses="census_ts024")


@pytest.mark.parametrize("card", ["extract", "nrm"])
def test_what_is_not_open_is_refused_for_now(languages, card):
    with pytest.raises(InputError, match=r"not open.*table="):
        publish.control(languages, uses=["census_ts024", card])


def test_a_tabulation_that_is_not_listed_is_refused_by_name(languages):
    with pytest.raises(InputError, match=r'"victims_by_ofence" is not listed.*Nearest: "victims_by_offence"'):
        publish.control(languages, table="victims_by_ofence")


def test_what_this_project_holds_of_the_whole_country_is_not_called_invented(one_card, monkeypatch):
    door = importlib.import_module("analysis.publish.door.control")
    card = SimpleNamespace(**vars(door.cards_now()["a"]) | {"publisher": "This project, from documents"})
    monkeypatch.setattr(door, "cards_now", lambda: {"a": card})
    safe = publish.control(pd.DataFrame({"event": ["A report"], "status": "shown"}), uses=["a"])
    assert safe.source == (
        "Invented data of Sampleshire where a row is about it; what is national is real: Languages (2021)."
    )


@pytest.mark.parametrize("label", ["2023-Q4", "December 2023"])
def test_a_year_is_named_by_the_month_with_which_it_ends(one_card, label):
    measure = pd.DataFrame({"year_ending": [label], "people": [40], "status": ["shown"]})
    safe = publish.control(measure, uses=["a"], title_period="year_ending")
    assert safe.title_period == "year ending December 2023"


def test_the_citation_names_publisher_title_period_and_licence(safe):
    assert (
        safe.citation == "Office for National Statistics: Main language (21 March 2021). Licence: OGL-UK-3.0."
    )
    assert said(safe.period) == "21 March 2021"


def test_a_missing_source_is_a_gap_and_says_why(languages, monkeypatch):
    monkeypatch.setattr(door, "missing_now", lambda uses: ["Main language is not in the folder."])
    gap = publish.control(languages.iloc[:0].drop(columns="status"), uses=["census_ts024"])
    assert gap.missing == ("Main language is not in the folder.",)
    assert gap.value("people", language="Polish").status == "not available"
    assert gap.largest(2)["second"].status == "not available"
    assert {gap.total("people").status, gap.count().status, gap.text("language").status} == {"not available"}


def test_rows_do_not_pass_when_a_source_is_missing(languages, monkeypatch):
    monkeypatch.setattr(door, "missing_now", lambda uses: ["Main language is not in the folder."])
    assert publish.control(languages, uses=["census_ts024"]).rows.empty


def test_a_measure_without_rows_is_a_gap(languages):
    assert publish.control(languages.iloc[:0], uses=["census_ts024"]).missing


# What it says


@pytest.mark.parametrize(
    ("column", "as_", "words"),
    [
        ("people", None, "8,464"),
        ("share_pct", None, "1.5%"),
        ("rate_per_1000", None, "14.5"),
        ("share_pct", "one in", "69"),
        ("rate_per_1000", "one in N", "one in 69"),
        ("people", "decimal", "8,464.0"),
    ],
)
def test_figures_are_written_by_their_kind(safe, column, as_, words):
    assert said(safe.value(column, as_=as_, language="Polish")) == words


@pytest.mark.parametrize(
    ("figure", "places", "to"),
    [(0.25, 1, "0.3"), (0.35, 1, "0.4"), (2.5, 0, "3"), (-2.5, 0, "-3"), (2.4, 0, "2")],
)
def test_halves_round_away_from_nought(figure, places, to):
    assert str(rounded(figure, places)) == to


def test_what_rounds_to_nought_is_not_called_nought():
    measure = pd.DataFrame({"language": ["Welsh", "Latin"], "share_pct": [0.04, 0.0], "status": "shown"})
    safe = publish.control(measure, uses=["census_ts024"])
    assert said(safe.value("share_pct", language="Welsh")) == "less than 0.1%"
    assert said(safe.value("share_pct", language="Latin")) == "0%"


@pytest.mark.parametrize(
    ("share", "status"), [(50.0, "shown"), (50.1, "not available"), (0.0, "not available")]
)
def test_one_in_is_said_only_where_people_would_say_it(share, status):
    measure = pd.DataFrame({"language": ["Welsh"], "share_pct": [share], "status": "shown"})
    safe = publish.control(measure, uses=["census_ts024"])
    assert safe.value("share_pct", as_="one in", language="Welsh").status == status


def test_dates_are_written_as_months():
    day = pd.Timestamp("2018-10-01")
    safe = publish.control(
        pd.DataFrame({"period_start": [day], "offences": [4903], "status": "shown"}), uses=["census_ts024"]
    )
    assert said(safe.value("period_start")) == "October 2018"
    assert said(safe.value("period_start", as_="day")) == "1 October 2018"
    assert said(safe.value("offences", period_start="2018-10-01")) == "4,903"


def test_a_hidden_value_has_a_status_and_no_words(safe):
    assert safe.value("people", language="Welsh").status == "suppressed"
    assert safe.value("people", language="Panjabi").status == "not available"
    assert safe.value("people", language="Cornish").status == "not available"
    assert said(safe.value("people", language="Welsh")) is None


def test_a_value_picks_one_row(safe):
    with pytest.raises(InputError, match="picks 4"):
        safe.value("people")
    with pytest.raises(InputError, match=r'no column "peple". Nearest: "people"'):
        safe.value("peple", language="Polish")
    with pytest.raises(InputError, match=r'no column "langage". Nearest: "language"'):
        safe.value("people", langage="Polish")


def test_a_value_is_no_text(safe):
    value = safe.value("people", language="Polish")
    with pytest.raises(TypeError, match=r"publish\.say"):
        str(value)
    with pytest.raises(TypeError, match=r"publish\.say"):
        f"{value}"
    assert "8" not in repr(value)


def test_a_name_is_known_where_its_figures_are_hidden(safe):
    assert said(safe.text("language", language="Welsh")) == "Welsh"
    with pytest.raises(InputError, match="holds numbers"):
        safe.text("people", language="Welsh")


def test_the_largest_are_ranked_among_what_is_shown(safe):
    found = safe.largest(3, "people", "language")
    assert [said(value) for value in found.values()] == ["Polish", "Romanian", None]
    assert list(found) == ["first", "second", "third"]
    assert said(safe.largest(1, "people", "share_pct")["first"]) == "1.5%"
    assert said(safe.smallest(1, "people", "language")["first"]) == "Romanian"


@pytest.mark.parametrize(("third", "status"), [(20, "not available"), (19, "shown")])
def test_a_tie_over_the_end_of_the_list_is_not_decided_by_chance(third, status):
    measure = pd.DataFrame({"area_name": list("abc"), "people": [30, 20, third], "status": "shown"})
    found = publish.control(measure, uses=["census_ts024"]).largest(2, "people", "area_name")
    assert (found["first"].status, found["second"].status) == ("shown", status)


@pytest.mark.parametrize(
    ("upper", "status"), [(24.9, "shown"), (25, "not available"), (None, "not available")]
)
def test_the_first_is_named_beyond_chance_where_no_other_may_be_as_large(upper, status):
    measure = pd.DataFrame(
        {"area_name": ["a", "b"], "people": [30, 20], "lower": [25, 15], "status": "shown"}
    )
    safe = publish.control(measure.assign(upper=[35, upper]), uses=["census_ts024"])
    assert safe.largest(1, "people", "area_name")["first"].status == "shown"
    assert safe.largest(1, "people", "area_name", beyond_chance=True)["first"].status == status
    assert safe.smallest(1, "people", "area_name", beyond_chance=True)["first"].status == status


def test_a_total_over_a_hidden_row_is_hidden(safe):
    assert safe.total("people").status == "suppressed"
    assert said(safe.total("people", language=["Polish", "Romanian"])) == "14,102"
    assert safe.total("people", language=["Polish", "Panjabi"]).status == "not available"
    with pytest.raises(InputError, match="does not add up"):
        safe.total("share_pct")


def test_rows_are_counted(safe):
    assert said(safe.count()) == "4"
    assert said(safe.count(status="suppressed")) == "1"


def test_a_share_may_be_blank_where_there_can_be_none_or_nothing_to_hold_it_against():
    stages = {
        "stage": ["Recorded", "Offered"],
        "people": [90, 40],
        "share_pct": [None, 44.4],
        "status": "shown",
    }
    with pytest.raises(InputError, match='"share_pct" is blank in 1 of the 2 rows'):
        publish.control(pd.DataFrame(stages), uses=["census_ts024"])
    first = ["not applicable: nothing comes before the first stage", "Wilson"]
    made = publish.control(pd.DataFrame(stages | {"method": first}), uses=["census_ts024"])
    assert made.rows["share_pct"].isna().tolist() == [True, False]
    held = {"share_pct": [1.0, 2.0], "benchmark_missing_pct": [None, 61.0], "status": "shown"}
    assert len(publish.control(pd.DataFrame(held), uses=["census_ts024"]).rows) == 2
