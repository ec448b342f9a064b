"""The returns as providers send them, the sections of columns.toml that read them, and one to be refused."""

import numpy as np
import pandas as pd

from sampleshire import canaries, layouts, returns, returns_survey, returns_words, victims, workbook

INVENTED = "Sampleshire is invented: its providers and every figure here"
TEAMS = ("North desk", "South desk", "Evening desk", "")
_RECORDED_AS = {"Unknown": "unknown", "Refused": "refused", "Not asked": "not_asked"}
REFUSED = "support_with_names.csv"


def write(rng, folder, made, households, answers):
    """Write every return into `folder`: those of `made` (a Returns), the refuge's, and the survey's waves."""
    of_kind = {
        "support": made.people,
        "needs": made.needs,
        "safe_accommodation": households,
        "survey": answers,
    }
    for dialect in returns_words.ALL:
        rows = of_kind[dialect.kind]
        if "provider" in rows:
            rows = rows[rows["provider"] == dialect.supplier]
        for quarter in sorted(set(rows["quarter"])):
            given = rows[rows["quarter"] == quarter].reset_index(drop=True)
            path = folder / dialect.files.replace("{quarter}", quarter)
            table = _table(rng, dialect, given)
            if path.suffix == ".xlsx":
                path.write_bytes(_workbook(dialect, table))
            else:
                layouts.text(path, _text(dialect, table))
    layouts.text(folder / "refused" / REFUSED, _refused(rng, made))


def _table(rng, dialect, rows):
    """Return the rows as a provider has them: its headings above its words, one a person or counted."""
    words = {"quarter": _dates(rng, dialect, rows)}
    for name in dialect.words:
        words[name] = _spelt(rng, rows[name], dialect.words[name])
    table = pd.DataFrame({name: words[name] for name in dialect.headings if name != "count"})
    if "planted" in rows and "count" not in dialect.headings:
        table["state"] = np.where(rows["planted"] != "", rows["planted"], table["state"])
    for heading in dialect.ignored:
        table[heading] = np.array(TEAMS, dtype=object)[rng.integers(0, len(TEAMS), len(rows))]
    if "count" not in dialect.headings:
        table = table.iloc[rng.permutation(len(table))]
    else:
        counted = rows.get("referred_households", 1)
        names = list(table.columns)
        table = table.assign(count=counted).groupby(names, sort=True, as_index=False)["count"].sum()
        if dialect.totals:
            table = pd.concat([table, _totals(table, names)], ignore_index=True)
    return table.rename(columns=dialect.headings)


def _spelt(rng, labels, words):
    """Return a spelling of each label; where it has several, one at random."""
    known = list(words)
    code = labels.map({label: number for number, label in enumerate(known)}).to_numpy(dtype=int)
    each = np.array([len(words[label]) for label in known])
    first = each.cumsum() - each
    spellings = np.array([word for label in known for word in words[label]], dtype=object)
    return spellings[first[code] + (rng.random(len(code)) * each[code]).astype(int)]


def _dates(rng, dialect, rows):
    """Return what is under the heading of the date: the quarter, the first of a month, or a day."""
    if dialect.dated == returns_words.BY_QUARTER:
        return rows["quarter"].map(dialect.quarters).to_numpy(dtype=object)
    if dialect.dated == returns_words.BY_MONTH:
        return workbook.day_numbers(rows["day"].to_numpy().astype("datetime64[M]").astype("datetime64[D]"))
    # An offer follows the crime by a few days, within the quarter.
    last = np.array([victims.last_day(quarter) for quarter in rows["quarter"]])
    offered = rows["day"].to_numpy().astype("datetime64[D]") + rng.integers(0, 6, len(rows))
    return pd.Series(np.minimum(offered, last)).dt.strftime("%d/%m/%Y").to_numpy(dtype=object)


def _totals(table, names):
    """Return the total of each stage or result over all else, where there is more than one, and of all."""
    over = [name for name in names if name in ("stage", "offence_group", "result")]
    found = []
    for kept in (["quarter", *over], ["quarter"]):
        summed = table.groupby(kept, sort=True, as_index=False)["count"].sum()
        others = [name for name in names if name not in kept]
        found.append(summed.assign(**dict.fromkeys(others, returns_words.TOTAL))[list(table.columns)])
    return pd.concat(found, ignore_index=True)


def _text(dialect, table):
    title = "" if "count" not in dialect.headings else f"{dialect.supplier}. {INVENTED}.\n"
    return title + layouts.comma_separated(list(table.columns), table.to_numpy().tolist())


def _workbook(dialect, table):
    texts, date = workbook.SharedTexts(), dialect.headings["quarter"]
    columns = [
        [texts.cell(value, date=heading == date) for value in table[heading].tolist()]
        for heading in table.columns
    ]
    header = [texts.cell(heading) for heading in table.columns]
    sheets = {"Return": [header, *zip(*columns, strict=True)]}
    title = f"{dialect.supplier} (invented data). {INVENTED}."
    return layouts.archive(workbook.book(sheets, texts, title))


def _refused(rng, made):
    """Return a CSV in the police's dialect that has every refused heading besides its own."""
    planted = canaries.refused_return_rows()
    rows = made.people[made.people["provider"] == returns.POLICE].tail(len(planted)).assign(planted="")
    table = _table(rng, returns_words.POLICE_SUPPORT, rows.reset_index(drop=True))
    headings = [*table.columns, *(heading for _, heading, _ in canaries.REFUSED)]
    body = [[*row, *more] for row, more in zip(table.to_numpy().tolist(), planted, strict=True)]
    return layouts.comma_separated(headings, body)


def sections():
    """Return the sections of columns.toml that read every return."""
    return {
        f"{one.kind}.{one.section}": {
            "files": [one.files],
            "supplier": one.supplier,
            "ignored": list(one.ignored),
            "definitions": one.definitions,
            "fields": {field: _mapped(one, field, heading) for field, heading in one.headings.items()},
        }
        for one in returns_words.ALL
    }


def _mapped(dialect, field, heading):
    """Return what columns.toml says of a field: its heading, and a label for each of its words."""
    found = {"headings": [heading]}
    if field == "quarter":
        by_day = {"dates": ["%d/%m/%Y"]} if dialect.dated == returns_words.BY_DAY else {}
        return found | by_day | {"values": {word: quarter for quarter, word in dialect.quarters.items()}}
    meaning = {}
    for label, words in dialect.words.get(field, {}).items():
        if label in _RECORDED_AS:
            found[_RECORDED_AS[label]] = words
        else:
            meaning |= dict.fromkeys(words, label)
    if dialect.totals and field != "count":
        found["totals"] = [returns_words.TOTAL]
    return found | {"values": meaning}


def truth(made, households, answers):
    """Return what the returns hold, as {name: DataFrame}."""
    return {
        "support": returns.counts(made),
        "needs": returns.need_counts(made.needs),
        "safe_accommodation": households[households["referred_households"] > 0].reset_index(drop=True),
        "survey": returns_survey.counts(answers),
    }
