"""Write street files of invented crimes by the million, fast: to measure the reader, never for a report.

One template a force, a few hundred of its rows' fields changed a month: the identifiers are hex, the
points and streets repeat, and a part of the rows has no place, blank in some and quoted blank in others.
"""

import zipfile

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

HEADER = (
    b"Crime ID,Month,Reported by,Falls within,Longitude,Latitude,Location,LSOA code,LSOA name,"
    b"Crime type,Last outcome category,Context\n"
)
TYPES = [
    ("Violence and sexual offences", 0.34),
    ("Anti-social behaviour", 0.19),
    ("Public order", 0.08),
    ("Criminal damage and arson", 0.08),
    ("Other theft", 0.07),
    ("Vehicle crime", 0.06),
    ("Shoplifting", 0.06),
    ("Burglary", 0.045),
    ("Drugs", 0.03),
    ("Other crime", 0.015),
    ("Robbery", 0.01),
    ("Theft from the person", 0.01),
    ("Bicycle theft", 0.006),
    ("Possession of weapons", 0.004),
]
OUTCOMES = [
    "Unable to prosecute suspect",
    "Investigation complete; no suspect identified",
    "Status update unavailable",
    "Under investigation",
]
LSOAS = 35_672  # England and Wales, 2021
WITHOUT_PLACE = 0.015
ROWS = 18_000_000
FULL_SIZE = 1_548  # 43 forces by 36 months


def write(folder, months=36, forces=43, seed=20210321):
    """Write one file a force and a month in the publisher's layout; return their paths and the rows.

    At 43 forces by 36 months there are 18 million rows. Forces differ in size as they do in life.
    """
    random = np.random.default_rng(seed)
    weight = random.lognormal(0, 0.8, 43)
    sizes = np.maximum(ROWS / FULL_SIZE * 43 * weight / weight.sum(), 200).astype(int)[:forces]
    lsoas = np.maximum(LSOAS * weight / weight.sum(), 20).astype(int)[:forces]
    starts = np.concatenate([[0], np.cumsum(lsoas)[:-1]])
    names = pd.period_range("2022-01", periods=months, freq="M").astype("str")
    for month in names:
        (folder / month).mkdir(parents=True, exist_ok=True)
    paths, rows = [], 0
    for force in range(forces):
        slug = f"invented-{chr(97 + force // 26)}{chr(97 + force % 26)}"
        fields = _template(random, slug, sizes[force] * 2, starts[force], lsoas[force])
        for month in names:
            number = int(sizes[force] * random.uniform(0.9, 1.1))
            path = folder / month / f"{month}-{slug}-street.csv"
            path.write_bytes(HEADER + _lines(random, fields, month, number))
            paths.append(path)
            rows += number
    return paths, rows


def pack(paths, archive):
    """Write the files into a zip as the publisher's: `2022-01/2022-01-invented-aa-street.csv`, deflated."""
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as target:
        for path in paths:
            target.write(path, f"{path.parent.name}/{path.name}")


def _template(random, slug, rows, first, number):
    """Return a force's rows in two parts: what is before the month and what is after it."""
    force = " ".join(part.capitalize() for part in slug.split("-")) + " Police"
    place = first + (number * random.beta(1, 1.6, rows)).astype(int)
    kind = random.choice(len(TYPES), rows, p=[share / sum(s for _, s in TYPES) for _, share in TYPES])
    asb = kind == 1
    digits = np.frombuffer(b"0123456789abcdef", dtype="S1")[
        random.integers(0, 16, (rows, 64), dtype=np.uint8)
    ]
    identifiers = pa.array(digits.view("S64").ravel().astype("U64"))
    codes = pc.binary_join_element_wise("E01", _padded(900_000 + place, 6), "")
    nowhere = random.random(rows)
    west, north = (_padded(random.integers(0, 10**6, rows), 6) for _ in range(2))
    point = pc.binary_join_element_wise("-1.", west, ",52.", north, "")
    street = pc.binary_join_element_wise("On or near Invented Street ", _padded(place % 997, 3), "")
    name = pc.binary_join_element_wise("Invented ", _padded(place % 1_000, 3), "A", "")
    placed = pc.binary_join_element_wise(point, street, codes, name, ",")
    where = pc.if_else(
        pa.array(nowhere < WITHOUT_PLACE / 2),
        ",,No Location,,",
        pc.if_else(pa.array(nowhere < WITHOUT_PLACE), ',,No Location,"",""', placed),
    )
    types = pa.array([name for name, _ in TYPES]).take(pa.array(kind))
    outcome = pa.array(OUTCOMES).take(pa.array(random.integers(0, len(OUTCOMES), rows)))
    before = pc.if_else(pa.array(asb), "", identifiers)
    after = pc.binary_join_element_wise(
        f"{force},{force}", where, types, pc.if_else(pa.array(asb), "", outcome), "\n", ","
    )
    return before, after


def _lines(random, fields, month, number):
    before, after = (part.take(pa.array(random.integers(0, len(part), number))) for part in fields)
    lines = pc.binary_join_element_wise(before, month, after, ",")
    # The array's own buffer, end to end: no Python string for each of 18 million rows.
    offsets, data = lines.buffers()[1:]
    bounds = np.frombuffer(offsets, dtype="int32")[: len(lines) + 1]
    return data.to_pybytes()[bounds[0] : bounds[-1]]


def _padded(numbers, width):
    return pc.utf8_lpad(pc.cast(pa.array(numbers), pa.string()), width, padding="0")
