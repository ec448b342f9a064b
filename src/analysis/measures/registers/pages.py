"""The registers as a reader meets them: where an item is answered; claim, evidence, view, and their days."""

import pandas as pd

from analysis.errors import InputError
from analysis.measures.registers.now import in_days, said, stated
from analysis.measures.registers.tracing import BETWEEN
from analysis.measures.status import SHOWN, require, text

CHAPTER, ITEM = "Chapter {}", "recommendation {}"


def answered_in(register, index):
    """Return what each item asks with the measures and the chapters that answer it.

    `register` has `item`, `addressee`, `asks`, `question` and `measures` ("M20; M30"); `index` is
    `tables.measure_index`. Columns: `item`, `addressee`, `asks`, `question`, `measures`, `chapters`
    ("Chapter 5; Chapter 10"), `status`: this stands for every area, whatever it claims.

    >>> import pandas as pd
    >>> index = pd.DataFrame({"measure": ["M20"], "link": ["chapter"], "name": ["10_services"]})
    >>> words = dict.fromkeys(["addressee", "asks", "question"], "…")
    >>> register = pd.DataFrame([{"item": "recommendation 6", "measures": "M20"} | words])
    >>> answered_in(register, index)["chapters"].tolist()
    ['Chapter 10']
    """
    require(register, "item", "addressee", "asks", "question", "measures")
    require(index, "measure", "link", "name")
    chapters = index[index["link"] == "chapter"].groupby("measure")["name"].agg(list).to_dict()
    found = [
        BETWEEN.join(
            map(called, sorted({one for name in cell.split(BETWEEN) for one in chapters.get(name, ())}))
        )
        for cell in register["measures"]
    ]
    kept = register[["item", "addressee", "asks", "question", "measures"]].reset_index(drop=True)
    return kept.assign(chapters=text(found), status=text([SHOWN] * len(kept)))


def called(chapter):
    """Return what a chapter is called in a sentence: "Chapter 7" for 07_modern_slavery."""
    if not chapter[:2].isdigit():
        raise InputError(
            f'"{chapter}" is not a chapter: its name begins with two digits, as 07_modern_slavery does.'
        )
    return CHAPTER.format(int(chapter[:2]))


def with_days(register):
    """Return claim, evidence and independent view, each with its author and its day.

    `register` is that of `register_now`. Nothing is worked out of the three. A row without a claim stays
    without words and keeps its status. Columns: `item`, `measures`, `claim` (and whether it is verified),
    `said` (by whom, when, how old), `evidence`, `independent_view`, `method`, `status`.
    """
    require(register, "item", "measures", "claim", "verified", "claimed_by", "claimed_on", "claim_age")
    require(register, "evidence", "evidence_on", "independent_view", "view_by", "view_on", "method", "status")
    told = {
        "evidence": zip(register["evidence"], [None] * len(register), register["evidence_on"], strict=True),
        "independent_view": zip(
            register["independent_view"], register["view_by"], register["view_on"], strict=True
        ),
    }
    columns = {"claim": stated(register), "said": said(register)}
    columns |= {name: text([_of(*one) for one in rows]) for name, rows in told.items()}
    kept = register[["item", "measures"]].reset_index(drop=True).assign(**columns)
    ends = register[["method", "status"]].reset_index(drop=True)
    return kept.assign(**{name: ends[name] for name in ends})


def _of(words, whose, day):
    if pd.isna(words):
        return None
    named = [part for part in (whose, None if pd.isna(day) else in_days(day)) if not pd.isna(part)]
    return f"{words.rstrip('.')} ({', '.join(named)})" if named else words


def items_of(numbers):
    """Return the recommendations that a register numbers, by their names.

    >>> items_of("1, 4")
    'recommendation 1; recommendation 4'
    """
    return BETWEEN.join(ITEM.format(one) for one in numbers.split(", ") if one)


def time_line(events):
    """Return the events of `tables.policy_timeline` with the recommendations that each is about.

    Columns: `when`, `what`, `source`, `item`, `date`, `status`.
    """
    require(events, "date", "when", "what", "source", "recommendations")
    kept = events[["when", "what", "source", "date"]].reset_index(drop=True)
    items = text([items_of(cell) for cell in events["recommendations"]])
    return kept.assign(item=items, status=text([SHOWN] * len(kept)))
