"""The crosswalk from nationality to languages against the census, where the census can contradict it."""

import numpy as np

from analysis.measures.status import require

# Passports that TS005 counts by themselves, and the nationality of who holds them.
PASSPORTS = {
    "France": "French",
    "Germany": "German",
    "Italy": "Italian",
    "Lithuania": "Lithuanian",
    "Poland": "Polish",
    "Portugal": "Portuguese",
    "Romania": "Romanian",
    "Spain": "Spanish",
    "Turkey": "Turkish",
}


def crosswalk_against_census(crosswalk, passports, languages):
    """Return, for each nationality whose passport the census counts, how its main language fits.

    `passports` has `passport` and `residents`, `languages` `language` and `residents_3_plus`, both of the
    same places, the wider the better. All who speak the language, with any passport, are at least those with
    the passport who do: so `most`, speakers for each passport, is the most that the share can be, and a
    `lower` above it is contradicted (`fits` is False). A share below `most` is not proved by it.
    """
    require(passports, "passport", "residents")
    require(languages, "language", "residents_3_plus")
    held = passports.groupby("passport")["residents"].sum()
    spoken = languages.groupby("language")["residents_3_plus"].sum()
    names = {nationality: passport for passport, nationality in PASSPORTS.items() if passport in held.index}
    rows = crosswalk[crosswalk["nationality"].isin(names)]
    main = rows.loc[rows.groupby("nationality")["weight"].idxmax()].reset_index(drop=True)
    main = main.assign(
        passports=main["nationality"].map(names).map(held),
        residents_3_plus=main["language"].map(spoken),
    )
    # Nobody's share is above one, however many who hold other passports speak the language.
    most = np.minimum(main["residents_3_plus"] / main["passports"], 1.0)
    return main.assign(most=most, fits=main["lower"] <= most)[
        [
            "nationality",
            "language",
            "weight",
            "lower",
            "upper",
            "passports",
            "residents_3_plus",
            "most",
            "fits",
        ]
    ]
