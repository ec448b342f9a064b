"""How the invented crimes ended: each recorded offence has one outcome type, and 0 while it has none.

An offence is closed in the quarter in which it was recorded or in one of the seven after it, at once or late
as its offence group and its outcome have it. Outcomes of offences recorded in a quarter, type 0 included, add
to the offences recorded in it; outcomes of investigations closed in it come from eight quarters.

The Home Office publishes a file a year, the newest as a workbook, older ones as CSVs of its sheet. The
workbook has its cover and notes, `N/A` in two spellings, `x` on an expired code, and no row for a combination
of which nothing is known.
"""

import numpy as np
import pandas as pd

from sampleshire import crimes, layouts, workbook

FIRST_YEAR = "2022/23"  # the years before it have offences whose outcomes came later
LATEST = 8  # quarters, with that of the offence: older investigations are none
NO_OUTCOME = 0
# Shares of the outcomes of an offence group, in thousandths; by group, since victims of some cannot go on.
MIX = {
    "Violence against the person": {
        1: 105, 2: 4, 3: 12, 8: 42, 9: 2, 10: 18, 11: 5, 12: 3, 13: 2, 14: 52, 15: 215, 16: 365, 17: 8,
        18: 112, 20: 18, 21: 25, 22: 12,
    },
    "Sexual offences": {
        1: 85, 3: 3, 5: 2, 8: 5, 9: 4, 10: 10, 11: 16, 12: 5, 13: 6, 14: 72, 15: 342, 16: 275, 17: 2, 18: 125,
        20: 24, 21: 18, 22: 6,
    },
    "Robbery": {1: 125, 8: 9, 12: 1, 14: 68, 15: 128, 16: 142, 18: 505, 20: 7, 21: 12, 22: 3},
    "Theft offences": {
        1: 98, 2: 1, 3: 5, 4: 9, 6: 3, 8: 31, 10: 5, 14: 11, 15: 52, 16: 61, 18: 698, 20: 5, 21: 15, 22: 6,
    },
    "Criminal damage and arson": {
        1: 68, 2: 2, 3: 11, 6: 2, 8: 58, 10: 9, 11: 3, 14: 22, 15: 108, 16: 131, 18: 560, 20: 4, 21: 17,
        22: 5,
    },
    "Drug offences": {
        1: 285, 2: 12, 3: 52, 6: 8, 7: 102, 8: 221, 9: 3, 10: 42, 15: 78, 18: 68, 21: 56, 22: 73,
    },
    "Possession of weapons offences": {
        1: 372, 2: 8, 3: 31, 8: 66, 10: 38, 11: 4, 14: 15, 15: 172, 16: 52, 18: 152, 21: 41, 22: 49,
    },
    "Public order offences": {
        1: 128, 3: 18, 6: 9, 8: 61, 10: 19, 11: 3, 14: 48, 15: 198, 16: 221, 18: 241, 20: 6, 21: 38, 22: 10,
    },
    "Miscellaneous crimes": {
        1: 246, 3: 14, 8: 47, 10: 31, 13: 2, 14: 12, 15: 248, 16: 118, 17: 4, 18: 182, 20: 41, 21: 52, 22: 3,
    },
}  # fmt: skip
# Of those that are open at the end of a quarter, the share still open a quarter later.
STILL_OPEN = {"Sexual offences": 0.74, "Violence against the person": 0.52, "Drug offences": 0.66}
STILL_OPEN_ELSEWHERE = 0.42
QUICK = (4, 6, 7, 8, 14, 18)  # no charge to prepare and nobody to find
QUICKER = 0.55
HABIT = 0.10  # how far forces differ in an outcome's share
HEADINGS = [
    "Financial Year", "Financial Quarter", "Force Name", "Offence Code", "Offence Description",
    "Offence Group", "Offence Subgroup", "Offence code expired", "Outcome Type", "Outcome Description",
    "Outcome Group", "Outcomes for offences that were recorded in the quarter",
    "Outcomes for investigations closed in the quarter",
]  # fmt: skip
COLUMNS = (
    "financial_year,financial_quarter,force_name,offence_code,offence,offence_group,offence_subgroup,expired,"
    "outcome_type,outcome,outcome_group,recorded,closed"
)
# Older editions head the counts in more words.
OLDER = [
    "Number of " + heading.replace("investigations closed", "investigations that were closed")
    for heading in HEADINGS[-2:]
]
COVER = ["Police recorded crime outcomes open data", "Every figure in this workbook is invented."]
NOTES = [
    "Notes",
    "Outcomes for offences that were recorded in the quarter: to date, whenever they were given.",
    "Outcomes for investigations closed in the quarter: whenever the offence was recorded.",
]


def build(rng, recorded):
    """Return outcomes by quarter, force, offence code and outcome type, from `FIRST_YEAR` on.

    `recorded` is recorded crime, as `crimes.recorded` gives it. Columns: its own but `offences`, and
    `outcome_type`, `recorded` (missing under a code that has expired) and `closed` (missing for type 0).
    """
    held = recorded[recorded["offence_group"].isin(list(MIX))]
    year = held["financial_year"].map({name: number for number, name in enumerate(crimes.YEARS)})
    held = held.assign(quarter=year * 4 + held["financial_quarter"] - 1)  # counted from the first year on
    quarters = int(held["quarter"].max()) + 1
    parts = []
    for (_, group), rows in held.groupby(["force_name", "offence_group"], sort=True):
        types, chances = _chances(rng, group)
        codes = rows.drop_duplicates(["offence_code", "offence"])
        counts = rows.pivot_table(
            index=["offence_code", "offence"], columns="quarter", values="offences", aggfunc="sum", sort=False
        )
        counts = counts.reindex(columns=range(quarters), fill_value=0).to_numpy(dtype=int)
        parts.append(_ended(rng, codes, counts, types, chances))
    table = pd.concat([*parts, _under_expired_codes(rng, held)], ignore_index=True)
    first = crimes.YEARS.index(FIRST_YEAR) * 4
    table = table[table["quarter"] >= first]
    table["financial_year"] = [crimes.YEARS[number // 4] for number in table["quarter"]]
    table["financial_quarter"] = table["quarter"] % 4 + 1
    order = ["quarter", "force_name", "offence", "offence_code", "outcome_type"]
    return table.sort_values(order, kind="stable").reset_index(drop=True).drop(columns="quarter")


def _chances(rng, group):
    """Return the outcome types of a group, and the chance of each by quarters since the offence."""
    types = np.array(list(MIX[group]))
    share = np.array(list(MIX[group].values())) * np.exp(HABIT * rng.standard_normal(len(types))).round(6)
    stays = STILL_OPEN.get(group, STILL_OPEN_ELSEWHERE)
    stays = np.where(np.isin(types, QUICK), stays * QUICKER, stays)
    open_after = stays[:, None] ** np.arange(LATEST + 1)
    closing = open_after[:, :-1] - open_after[:, 1:]
    closing[:, -1] += open_after[:, -1]
    return types, share[:, None] / share.sum() * closing


def _ended(rng, codes, counts, types, chances):
    """Return the rows of a force's offence group; `counts` is codes by quarters."""
    offences, quarters = counts.shape
    drawn = rng.multinomial(np.maximum(counts, 0), (chances / chances.sum()).round(12).ravel() / 1.0000001)
    drawn = drawn.reshape(offences, quarters, len(types), LATEST)
    recorded = np.zeros((offences, quarters, len(types)), dtype=int)
    closed = np.zeros_like(recorded)
    for age in range(min(LATEST, quarters)):
        seen = drawn[:, : quarters - age, :, age]
        recorded[:, : quarters - age] += seen
        closed[:, age:] += seen
    undecided = counts - recorded.sum(axis=2)
    recorded = np.concatenate([undecided[:, :, None], recorded], axis=2)
    closed = np.concatenate([np.zeros_like(undecided)[:, :, None], closed], axis=2)
    every = np.array([NO_OUTCOME, *types])
    code, quarter, kind = np.nonzero((recorded != 0) | (closed != 0))
    rows = codes.iloc[code].drop(columns=["offences", "quarter", "financial_year", "financial_quarter"])
    return rows.assign(
        quarter=quarter,
        outcome_type=every[kind],
        recorded=pd.array(recorded[code, quarter, kind], dtype="Int64"),
        closed=pd.Series(closed[code, quarter, kind], dtype="Int64").mask(every[kind] == NO_OUTCOME).array,
        expired=False,
    )


def _under_expired_codes(rng, held):
    """Return a few investigations closed under codes that nothing is recorded under any more."""
    codes = crimes.offences()
    old = codes[codes["share"] == 0].drop(columns=["share", "crime_type"], errors="ignore")
    forces = sorted(held["force_name"].unique())
    places = pd.MultiIndex.from_product([range(int(held["quarter"].max()) + 1), forces, old.index, (1, 18)])
    table = places.to_frame(index=False, name=["quarter", "force_name", "code", "outcome_type"])
    table["closed"] = rng.poisson(0.05, len(table))
    table = table[table["closed"] > 0]
    rows = old.loc[table.pop("code")].reset_index(drop=True)
    table = pd.concat([rows, table.reset_index(drop=True)], axis=1)
    missing = pd.array([pd.NA] * len(table), dtype="Int64")
    return table.assign(recorded=missing, closed=table["closed"].astype("Int64"), expired=True)


def write(folder, outcomes, words):
    """Write the files of `outcomes`, as `outcomes.build` gives them; `words` are {type: (outcome, group)}."""
    missing = outcomes["expired"].map({True: "N/A - Offence code expired", False: "N/A"})
    counts = {
        name: outcomes[name].astype(object).where(outcomes[name].notna(), missing)
        for name in ("recorded", "closed")
    }
    told = outcomes["outcome_type"].map(words)
    counts |= {"expired": np.where(outcomes["expired"], "x", "")}
    marked = outcomes.assign(outcome=told.str[0], outcome_group=told.str[1], **counts)
    table = marked[COLUMNS.split(",")].set_axis(HEADINGS, axis=1)
    for year, rows in table.groupby("Financial Year", sort=True):
        stem = f"prc-outcomes-open-data-mar{int(year[:4]) + 1}-tables-230726"
        if year == crimes.YEARS[-1]:
            sheet = f"Outcomes_open_data_{year.replace('/', '-')}"
            (folder / f"{stem}.xlsx").write_bytes(_workbook(sheet, rows))
        else:
            older = rows.set_axis(HEADINGS[:-2] + OLDER, axis=1)
            layouts.text(folder / f"{stem}.csv", older.to_csv(index=False, lineterminator="\n"))


def _workbook(sheet, rows):
    """Return the bytes of a workbook with a cover, the notes, and `rows` under their headings."""
    texts = workbook.SharedTexts()
    cover, notes = ([[texts.cell(line)] for line in lines] for lines in (COVER, NOTES))
    header = [texts.cell(heading) for heading in HEADINGS]
    cells = [[texts.cell(value) for value in rows[heading].tolist()] for heading in HEADINGS]
    parts = {"Cover": cover, "Notes": notes, sheet: [header, *zip(*cells, strict=True)]}
    return layouts.archive(workbook.book(parts, texts))
