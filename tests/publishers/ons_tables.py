"""ONS's "create a custom dataset": counts by any variables, where they would not disclose anybody.

Areas are blocked as Sampleshire's exports have it: an area that is not in the export of a combination is
blocked for it, and a combination of which there is no export is blocked everywhere.
"""

import functools
import itertools
import math
import re

from . import web
from .shelf import read

HOSTS = ("api.beta.ons.gov.uk",)
USUAL = "/v1/population-types/UR"
AREA_TYPES = {"ltla": "Lower tier local authorities", "lsoa": "Lower layer Super Output Areas"}
# The variables that are known, with how many categories each has ("does not apply" among them).
VARIABLES = {
    "main_language_detailed": 95,
    "main_language_detailed_26a": 26,
    "main_language_23a": 23,
    "main_language_11a": 11,
    "english_proficiency": 6,
    "english_proficiency_4a": 4,
    "resident_age_6a": 6,
    "ethnic_group_tb_6a": 6,
    "resident_age_23a": 23,
}
LANGUAGE = "Main language (23 categories)"
DETAILED = "Main language (detailed) (26 categories)"
PROFICIENCY = "Proficiency in English language (6 categories)"
ETHNIC = "Ethnic group (6 categories)"
# (area type, variables): the export, and the headings of each variable's code ("" numbers them) and name.
EXPORTS = {
    ("ltla", ("main_language_23a", "english_proficiency")): (
        "census2021/custom-dataset-main-language-by-proficiency.csv",
        ((f"{LANGUAGE} Code", LANGUAGE), (f"{PROFICIENCY} Code", PROFICIENCY)),
    ),
    ("lsoa", ("main_language_detailed_26a",)): (
        "census2021/custom-dataset-main-language-26.csv",
        ((f"{DETAILED} Code", DETAILED),),
    ),
    ("ltla", ("ethnic_group_tb_6a", "resident_age_23a")): (
        "census2021/custom-dataset-ethnic-group-by-age.csv",
        ((f"{ETHNIC} Code", ETHNIC), ("Age (23 categories) Code", "Age (23 categories)")),
    ),
    ("lsoa", ("resident_age_6a",)): (
        "population/census21_population_by_age_lsoa21.csv",
        (("", "age_group"),),
    ),
}  # fmt: skip
TOO_MANY = "too many rows returned, please refine your query by requesting specific areas or fewer categories"


def answer(request, shelf):
    """Answer as the service does."""
    path = request.path.rstrip("/")
    if path == f"{USUAL}/census-observations":
        return _observations(request, shelf)
    if found := re.fullmatch(rf"{USUAL}/area-types/(\w+)/areas", path):
        areas = [
            {"id": code, "label": name, "area_type": found[1]}
            for code, name in _areas(found[1], shelf).items()
        ]
        return _listed(areas, request)
    return _errors(404, "not found")


def _errors(status, message):
    return web.as_json({"errors": [message]}, status)


def _listed(items, request):
    """Return one page of a list: twenty of them unless more are asked for."""
    limit, start = int(request.query.get("limit", 20)), int(request.query.get("offset", 0))
    if limit > 500:
        return _errors(400, "limit cannot be larger than 500")
    items, start, limit = web.paged(items, start, limit, request.paging)
    page = items[start : start + limit]
    counts = {"limit": limit, "offset": start, "count": len(page), "total_count": len(items)}
    return web.as_json(counts | {"items": page})


def _areas(level, shelf):
    """Return {code: name} of the areas of a level."""
    if level == "ltla":
        rows = shelf.rows("geography/LAD24_CSP24_PFA24_EW_LU.csv")
        return {row["LAD24CD"]: row["LAD24NM"] for row in rows}
    rows = shelf.rows("geography/LSOA21_WD24_LAD24_EW_LU.csv") if level == "lsoa" else ()
    return {row["LSOA21CD"]: row["LSOA21NM"] for row in rows}


def _wanted(request, shelf):
    """Return level, codes and variables that are asked for, or the answer that refuses them."""
    level, *codes = request.query.get("area-type", "").split(",")
    variables = tuple(name for name in request.query.get("dimensions", "").split(",") if name)
    if level not in AREA_TYPES:
        return _errors(400, "area-type is not known")
    if not variables or set(variables) - set(VARIABLES):
        return _errors(400, "dimensions are missing or not known")
    known = _areas(level, shelf)
    codes = codes or list(known)
    if not set(codes) & set(known):
        return _errors(404, "no result for these areas")
    return level, [code for code in codes if code in known], variables


def _observations(request, shelf):
    wanted = _wanted(request, shelf)
    if isinstance(wanted, web.Answer):
        return wanted
    level, codes, variables = wanted
    if len(codes) * math.prod(VARIABLES[name] for name in variables) > shelf.limits.custom_rows:
        return _errors(403, TOO_MANY)
    cells = _cells(level, variables, shelf)
    found = [code for code in codes if code in cells]
    observations = [
        {"dimensions": [_place(level, code, name), *_options(variables, options)], "observation": count}
        for code in found
        for name, options, count in cells[code]
    ]
    counts = {"total_observations": len(observations), "blocked_areas": len(codes) - len(found)}
    return web.as_json({"observations": observations or None, **counts})


def _place(level, code, name):
    return {"dimension": AREA_TYPES[level], "dimension_id": level, "option": name, "option_id": code}


def _options(variables, options):
    return [
        {"dimension": heading, "dimension_id": variable, "option": label, "option_id": code}
        for variable, (heading, code, label) in zip(variables, options, strict=True)
    ]


def _cells(level, variables, shelf):
    """Return {area: [(name of the area, options, count)]} of the export of a combination.

    The service gives every combination of categories, those that cannot be with a zero.
    """
    export, headings = EXPORTS.get((level, variables), ("", ()))
    return _crossed(shelf.folder / export, headings) if export else {}


@functools.lru_cache(maxsize=8)
def _crossed(path, headings):
    counts, names, categories = {}, {}, [{} for _ in headings]
    for row in read(path):
        code, name, *_, count = row.values()
        mine = counts.setdefault(code, {})
        names[code] = name
        options = tuple(row[number] if number else str(len(mine) + 1) for number, _ in headings)
        mine[options] = int(count)
        for known, option, (_, label) in zip(categories, options, headings, strict=True):
            known[option] = row[label]
    labels = [label for _, label in headings]
    return {
        code: [
            (
                names[code],
                [
                    (label, one, known[one])
                    for label, one, known in zip(labels, options, categories, strict=True)
                ],
                mine.get(options, 0),
            )
            for options in itertools.product(*categories)
        ]
        for code, mine in counts.items()
    }
