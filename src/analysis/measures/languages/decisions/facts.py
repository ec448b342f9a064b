"""What is known of one language in the area, before any rule is put to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from analysis.measures.languages.decisions.presets import Rules


SIGNED, SPOKEN, GROUP = "signed", "spoken", "group"
LISTED = "Listed "  # so begins a note that says why a language has a row, nothing of the language
LISTED_ANYWAY = f"{LISTED}whether or not"
NOT_ASKED = "not known: the census does not ask how well signers read English"
FEWEST_DISTRICTS = 3  # in one district or two, "named districts" is the county again


@dataclass(frozen=True)
class Facts:
    """One language: who speaks it where, how many need it, and what was said of them.

    `speakers` is NaN for a language without a leaf of its own; `speakers_lower` and `speakers_upper` are
    then what the leaves leave possible. `districts` is {name: speakers}, most first, `people` {name: its
    residents aged 3 and over}. `need` is who of the speakers cannot speak English well, {"lower", "estimate",
    "upper"}, and `district_need` {name: the same}. `small` is {preset: (areas at the low end, areas at the
    high end)} of the presets that need small areas. `items` are risk.Item.
    """

    language: str
    kind: str
    limit: str
    speakers: float
    speakers_lower: float
    speakers_upper: float
    residents: int
    districts: dict
    people: dict
    need: dict
    district_need: dict
    need_method: str
    places: tuple
    concentrated: bool
    items: tuple
    small: dict
    writing: tuple  # the languages that share its written form, itself among them
    writing_speakers: float

    @property
    def has_leaf(self) -> bool:
        """Tell whether the census counts this language by itself."""
        return not np.isnan(self.speakers)


def concentration(districts: dict, rules: Rules | dict[str, int]) -> tuple:
    """Return the fewest districts that hold the wanted share of speakers, and whether they are few.

    >>> concentration({"A": 80, "B": 10, "C": 5, "D": 5, "E": 0},
    ...               {"concentrated_share": 75, "concentrated_districts": 40})
    (('A',), True)
    """
    total = sum(districts.values())
    if total <= 0:
        return (), False
    held, names = 0, []
    for name, people in sorted(districts.items(), key=lambda item: -item[1]):
        names.append(name)
        held += people
        if held * 100 >= rules["concentrated_share"] * total:
            break
    few = len(names) * 100 <= rules["concentrated_districts"] * len(districts)
    return tuple(names), few and len(districts) >= FEWEST_DISTRICTS


def gather(
    languages: pd.DataFrame,
    reference: pd.DataFrame,
    need: pd.DataFrame,
    need_in_districts: pd.DataFrame,
    items: dict,
    small: dict,
    rules: Rules,
    decided: set[str] | tuple[()] = (),
) -> list[Facts]:
    """Return the Facts of each language but English and Welsh, those without a leaf as well where known.

    One without a leaf is there where something was recorded of it, or a role `decided` about it.

    `need` and `need_in_districts` are from `need.need`, `items` {language: risk.Item}, `small` {language:
    {preset: answer}}.
    """
    wide = languages.pivot_table(
        index="language", columns="area_name", values="residents_3_plus", aggfunc="sum", sort=False
    )
    everyone = languages.groupby("area_name")["residents_3_plus"].sum()
    needed, found, in_districts = need.set_index("language"), [], {}
    called = dict(zip(languages["area_code"], languages["area_name"], strict=True))
    for local in need_in_districts.to_dict("records"):
        in_districts.setdefault(local["language"], {})[called[local["area_code"]]] = _ends(local)
    counted = languages.groupby("language")["residents_3_plus"].sum()
    for row in reference.itertuples():
        evidence = tuple(items.get(row.language, ()))
        if row.leaf:
            districts = {name: int(people) for name, people in wide.loc[row.language].items()}
            districts = dict(sorted(districts.items(), key=lambda item: -item[1]))
            speakers = lower = upper = float(sum(districts.values()))
            ends, method = _ends(needed.loc[row.language]), needed.loc[row.language, "need_method"]
        else:
            if not (evidence or row.language in decided or row.note.startswith(LISTED_ANYWAY)):
                continue
            others = [name for name in row.counted_in.split(";") if name in wide.index]
            districts, speakers, lower = {}, np.nan, 0.0
            upper = float(sum(wide.loc[name].sum() for name in others))
            possible = float(needed.loc[others, "people_not_proficient_upper"].sum())
            ends = {"lower": 0.0, "estimate": np.nan, "upper": min(possible, upper)}
            method = f"range: at most those of {' and '.join(others)}, where it may be counted"
        local = in_districts.get(row.language, {})
        # The census asks signers too how well they speak English: they are part of a district's total, to
        # which `need` holds all languages. It does not ask how well they read it, so this is not their need.
        if row.kind == SIGNED:
            ends, local, method = {"lower": 0.0, "estimate": np.nan, "upper": upper}, {}, NOT_ASKED
        # Where those live who need it; of a few dozen speakers, where these live.
        where = {name: one["estimate"] for name, one in local.items()}
        places, few = concentration(where if sum(where.values()) > 0 else districts, rules)
        found.append(
            Facts(
                row.language,
                row.kind,
                row.limit,
                speakers,
                lower,
                upper,
                int(everyone.sum()),
                districts,
                everyone.to_dict(),
                ends,
                local,
                method,
                places,
                few,
                evidence,
                small.get(row.language, {}),
                *_writing(row, reference, counted),
            )
        )
    return found


def _ends(row):
    """Return who needs it by a row of need: the estimate and both ends of its interval."""
    columns = {"lower": "_lower", "estimate": "", "upper": "_upper"}
    return {end: float(row[f"people_not_proficient{of}"]) for end, of in columns.items()}


def _writing(row, reference, counted):
    """Return the languages of the census that share a language's written form, and all their speakers."""
    if not row.shares_writing or not row.leaf:
        return (), float("nan")
    together = reference[(reference["shares_writing"] == row.shares_writing) & (reference["leaf"] != "")]
    names = tuple(together["language"])
    return names, float(counted.reindex(names).sum())
