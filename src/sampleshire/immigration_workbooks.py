"""Sampleshire's workbooks of Homes for Ukraine, a week each, and of applications to lift a condition."""

import numpy as np
import pandas as pd

from sampleshire import home_office, places, workbook

FIRST_WEEK, LAST_WEEK = "2022-06-28", "2026-06-30"  # Tuesdays
MISSING_WEEK, WEEK_BEFORE = pd.Timestamp("2022-12-27"), pd.Timestamp("2022-12-20")
HIDDEN = "E07000919"  # where two people came, so that the publisher writes "<5"
ROWS_ABOVE = (5, 6, 7, 9)  # the header appears in row 6, 7, 8 or 10
CONDITIONS_SINCE = "2021-Q1"
FEW = 5


def weeks():
    """Return the weeks that have a workbook: the last of each quarter, one of them a week early."""
    every = pd.date_range(FIRST_WEEK, LAST_WEEK, freq="W-TUE")
    last = every.to_series().groupby(every.to_period("Q")).max()
    return [WEEK_BEFORE if day == MISSING_WEEK else day for day in last]


def build(rng):
    """Return people arrived by week and district, and applications by quarter in the whole country."""
    codes = list(places.district_names())
    in_all = dict(zip(codes, rng.integers(60, 620, len(codes)), strict=True)) | {HIDDEN: 2}
    rows = []
    for code in codes:
        # Most came within a year; some more come each quarter.
        days = np.sort(np.floor(rng.exponential(260, in_all[code])))
        for week in weeks():
            arrived = int((days <= (week - pd.Timestamp("2022-03-18")).days).sum())
            rows.append((week, code, arrived))
    arrived = pd.DataFrame(rows, columns=["date", "area_code", "people_arrived"])
    return {"homes_for_ukraine": arrived, "change_of_conditions": _conditions(rng)}


def _conditions(rng):
    rows = []
    for number, quarter in enumerate(home_office.quarters(CONDITIONS_SINCE)):
        applications = int(rng.poisson(700 + 8 * number))
        left = len(home_office.quarters(quarter)) - 1
        pending = int(applications * max(0.45 - 0.2 * left, 0))
        accepted = int(rng.binomial(applications - pending, 0.68))
        rows.append((quarter, applications, pending, accepted, applications - pending - accepted))
    return pd.DataFrame(rows, columns=["quarter", "applications", "pending", "accepted", "rejected"])


def write(folder, figures):
    """Write a workbook for each week, and that of applications, into `folder`."""
    for number, (week, rows) in enumerate(figures["homes_for_ukraine"].groupby("date")):
        sheets = _week(week, rows.set_index("area_code")["people_arrived"], ROWS_ABOVE[number % 4])
        name = f"ukraine-sponsorship-scheme-visa-data-{week:%Y-%m-%d}.ods"
        (folder / name).write_bytes(workbook.ods(sheets))
    last = home_office.LAST_QUARTER
    path = folder / f"UKVI_IP_Q{last[-1]}_{last[:4]}.xlsx"
    path.write_bytes(workbook.xlsx(_condition_sheets(figures["change_of_conditions"])))


def _week(week, arrived, above):
    day = f"{week.day} {week:%B %Y}"
    names = places.district_names()
    head = [
        [f"Ukraine Sponsorship Scheme: invented data as of {day}"],
        ["Sampleshire is invented."],
        *[[""]] * (above - 2),
        ["Area code", "Lower tier local authority name", "Visa applications", "Visas issued",
         "Arrivals of visa holders in the UK by location of sponsor"],
    ]  # fmt: skip
    body = [
        [code, names[code], *_figures(int(people * 1.4)), *_figures(int(people * 1.2)), *_figures(people)]
        for code, people in arrived.items()
    ]
    whole = int(arrived.sum())
    total = ["", "Total", int(whole * 1.4), int(whole * 1.2), whole]
    return {
        "Summary": [
            [f"Ukraine Sponsorship Scheme: invented data as of {day}"],
            ["Sampleshire is invented."],
        ],
        "LTLA_-_England": [*head, *body, total, ["Note: counts of one to four are written <5."]],
    }


def _figures(people):
    return [f"<{FEW}" if 0 < people < FEW else people]


def _condition_sheets(rows):
    header = [
        "Quarter", "Applications Received1,2", "Of which: Pending3", "Decisions", "Of which: Accepted",
        "Of which: Rejected", "Average Days to Decision4,5", "Acceptance Rate6",
    ]  # fmt: skip
    body = [
        [
            row.quarter.replace("-", " "), row.applications, row.pending, row.accepted + row.rejected,
            row.accepted, row.rejected, "n/a" if row.pending else 31,
            round(row.accepted / (row.accepted + row.rejected), 2),
        ]
        for row in rows.itertuples()
    ]  # fmt: skip
    title = "CoC_01: NFRP - Destitution Change of Conditions Applications and Outcomes6"
    return {
        "Contents": [["Immigration and Protection data: invented"], ["Sampleshire is invented."]],
        "CoC_01": [[title], ["Back to Contents"], header, *body],
    }
