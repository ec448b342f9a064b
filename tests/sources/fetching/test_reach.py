"""Which publishers answer, and what the first answer shows of what nobody has seen yet."""

from analysis.sources import catalogue as cards
from analysis.sources.catalogue import catalogue
from analysis.sources.fetching import reach, run
from analysis.sources.fetching.items import LOOKUP
from analysis.sources.fetching.transport import Limits
from analysis.sources.inventory import STAMP

from .conftest import QUICK

CARD, SITE = "msoa_names", "houseofcommonslibrary.github.io"


def shown(folder):
    return {name: words for name, _, words in reach.unconfirmed(folder)}[CARD]


def test_every_publisher_is_asked_once_and_one_that_does_not_answer_is_named(publishers, quick):
    publishers.fault("data.police.uk", "reset", times=None)
    publishers.fault("www.gov.uk", "forbidden", times=None)  # refused, and somebody is there all the same
    found = {host: (there, words) for host, there, words in reach.reached(quick(attempts=1))}
    assert set(found) == set(run.hosts()) and "raw.githubusercontent.com" in found
    assert {one.method for one in publishers.requests} == {"HEAD"}
    assert [host for host, (there, _) in found.items() if not there] == ["data.police.uk"]
    assert "broke the connection off" in found["data.police.uk"][1]
    assert found["www.gov.uk"] == (True, "answers")


def test_what_is_unconfirmed_is_asked_and_compared_with_what_the_reader_expects(fetched, publishers, folder):
    assert shown(folder) == "not asked yet"
    publishers.fault(SITE, "too_long", times=None)
    fetched(CARD)
    assert shown(folder).startswith("not as expected: MSOA-Names-2.2.csv: line ")
    publishers.mend()
    fetched(CARD)
    local = "read as expected of the local publishers, which shows nothing of the real 20"
    assert shown(folder).startswith(local)
    (folder / STAMP).unlink()
    assert shown(folder).startswith("read as expected since 20")


def test_live_answers_are_read_and_let_go(publishers, monkeypatch, folder):
    lookup = catalogue()[LOOKUP].model_copy(update={"unconfirmed": ""})
    few = {CARD: catalogue()[CARD], LOOKUP: lookup}
    monkeypatch.setattr(cards, "catalogue", lambda: few)
    monkeypatch.setattr(reach, "catalogue", lambda: few)
    limits = Limits(**QUICK)
    assert list(reach.tried("sampleshire", limits)) == [(CARD, True, "reads as expected, 1 files")]
    publishers.fault(SITE, "html_for_csv", times=None)
    ((name, good, words),) = reach.tried("sampleshire", limits)
    assert (name, good) == (CARD, False) and "a web page in place of the file" in words
    assert not folder.exists()


def test_what_is_unconfirmed_is_a_sentence_about_something_that_can_be_fetched():
    for card in catalogue().values():
        assert not card.unconfirmed or (card.routes and card.unconfirmed.endswith(".")), card.id
