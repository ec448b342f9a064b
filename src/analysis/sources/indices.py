"""English indices of deprivation 2025 and the rural-urban classification 2021: one row per LSOA 2021."""

import numpy as np
import pandas as pd

from analysis.errors import InputError, nearest
from analysis.sources import files, reading, store

LSOAS_IN_ENGLAND = 33_755

# Our name, the publisher's (File 7), and the one in the tidied copies.
DOMAINS = {
    "imd": ("Index of Multiple Deprivation (IMD)", "IMD"),
    "income": ("Income", "Income"),
    "employment": ("Employment", "Employment"),
    "education": ("Education, Skills and Training", "Education"),
    "health": ("Health Deprivation and Disability", "Health"),
    "crime": ("Crime", "Crime"),
    "housing_and_services": ("Barriers to Housing and Services", "Housing_and_Services"),
    "living_environment": ("Living Environment", "Environment"),
}
MEASURES = ("rank", "decile", "score")
PUBLISHERS_CODE, TIDIED_CODE = "LSOA code (2021)", "lsoa21_code"
PUBLISHERS_NAME = "LSOA name (2021)"

CLASSIFICATIONS = (
    "Urban: Nearer to a major town or city",
    "Urban: Further from a major town or city",
    "Larger rural: Nearer to a major town or city",
    "Larger rural: Further from a major town or city",
    "Smaller rural: Nearer to a major town or city",
    "Smaller rural: Further from a major town or city",
)


@store.once()
def deprivation(file):
    """Return rank, decile and score of the index and of its seven domains, one row per LSOA of England.

    Columns: `lsoa21_code`, then `imd_rank`, `imd_decile`, `imd_score`, `income_rank`..., and `lsoa21_name`
    where the file has it. Rank 1 and decile 1 are the most deprived; ranks and deciles are among all 33,755
    LSOAs, never among those of one area. Reads the publisher's File 7 and the copies with short headings.

    Raises InputError when a heading is missing, when a code is twice there, and when a rank or decile is out
    of its range or the two disagree.
    """
    frame = files.read_csv(file)
    code = PUBLISHERS_CODE if PUBLISHERS_CODE in frame.columns else TIDIED_CODE
    files.require(file, frame.columns, [code])
    result = pd.DataFrame({"lsoa21_code": _lsoa_codes(frame[code], file, code, r"E01\d{6}")})
    for domain, (publishers, tidied) in DOMAINS.items():
        for measure in MEASURES:
            if code == PUBLISHERS_CODE:
                # One copy in circulation has "(where 1 is most deprived 10% of LSOAs)" cut short.
                heading = _beginning(file, frame.columns, f"{publishers} {measure.title()}")
            else:
                heading = f"{tidied}_{measure}"
                files.require(file, frame.columns, [heading])
            result[f"{domain}_{measure}"] = _figures(frame[heading], file, heading, measure)
        _check_deciles(file, result, domain)
        _check_scores(file, result, domain)
    if PUBLISHERS_NAME in frame.columns:
        names = reading.named(file, PUBLISHERS_NAME, result["lsoa21_code"], frame[PUBLISHERS_NAME])
        result["lsoa21_name"] = names
    return result


@store.once()
def rurality(file):
    """Return `lsoa21_code`, `classification` (six classes) and `rural_urban` ("Rural" or "Urban").

    Reads the publisher's headings (LSOA21CD, RUC21NM) and the tidied ones.

    Raises InputError when a heading is missing, when a code is twice there, and for a class that is
    not of the classification of 2021.
    """
    frame = files.read_csv(file)
    portal = "LSOA21CD" in frame.columns
    code, column = ("LSOA21CD", "RUC21NM") if portal else (TIDIED_CODE, "classification")
    files.require(file, frame.columns, [code, column])
    codes = _lsoa_codes(frame[code], file, code, r"[EW]01\d{6}")
    classes = reading.refuse_labels(frame[column], file, column, reading.same(*CLASSIFICATIONS))
    split = pd.Series(np.where(classes.str.startswith("Urban"), "Urban", "Rural"), dtype="str")
    return pd.DataFrame({"lsoa21_code": codes, "classification": classes, "rural_urban": split})


def _beginning(file, found, beginning):
    matching = [heading for heading in found if heading.startswith(beginning)]
    if len(matching) > 1:
        raise InputError(
            f'{file.name}: {len(matching)} headings begin with "{beginning}", expected one. '
            "Download the file again."
        )
    if not matching:
        whole = {heading.split(" (where")[0].split(" (rate)")[0]: heading for heading in found}
        close = nearest(beginning, whole, prefix="", suffix="")
        hint = f' Nearest: "{whole[close]}".' if close else ""
        raise InputError(f'{file.name}: heading "{beginning}" is missing.{hint}')
    return matching[0]


def _lsoa_codes(values, file, column, pattern):
    codes = files.area_codes(values, file, column, pattern, "the code of an LSOA such as E01031046")
    reading.refuse_twice(codes.to_frame(), file, [column])
    return codes


def _figures(values, file, heading, measure):
    """Return a column of scores, or of ranks or deciles within their range."""
    if measure == "score":
        scores = pd.to_numeric(values.str.strip(), errors="coerce").astype("float64")
        files.refuse_where(~np.isfinite(scores), file, heading, values, "a number")
        return scores
    highest = LSOAS_IN_ENGLAND if measure == "rank" else 10
    places = files.whole_numbers(values, file, heading, lowest=1)
    files.refuse_where(places > highest, file, heading, values, f"1 to {highest:,}")
    return places


def _check_scores(file, result, domain):
    """Refuse a score that is not its rank's: from the most deprived place on, scores only fall."""
    ordered = result.sort_values([f"{domain}_rank", f"{domain}_score"], ascending=[True, False])
    wrong = (ordered[f"{domain}_score"].diff() > 0).to_numpy()
    if wrong.any():
        later, before = ordered.iloc[wrong.argmax()], ordered.iloc[wrong.argmax() - 1]
        said = " and ".join(
            f"{one['lsoa21_code']} with rank {one[f'{domain}_rank']:,} has score {one[f'{domain}_score']:g}"
            for one in (before, later)
        )
        raise InputError(
            f"{file.name}: {DOMAINS[domain][0]}: {said}, and scores fall as ranks rise; "
            f"{int(wrong.sum())} in all. Download the file again."
        )


def _check_deciles(file, result, domain):
    """Refuse a decile that is not its rank's: the tenth of all LSOAs in England that holds it."""
    rank, decile = result[f"{domain}_rank"].to_numpy(), result[f"{domain}_decile"].to_numpy()
    wanted = -(-rank * 10 // LSOAS_IN_ENGLAND)
    wrong = decile != wanted
    if wrong.any():
        place = wrong.argmax()
        code = result["lsoa21_code"].iloc[place]
        raise InputError(
            f"{file.name}, row {place + 2} ({code}): {DOMAINS[domain][0]} rank {rank[place]:,} of "
            f"{LSOAS_IN_ENGLAND:,} is in decile {wanted[place]}, the file says {decile[place]}; "
            f"{int(wrong.sum())} in all. Download the file again."
        )
