"""What no reader can notice, declared in advance: by layout, by what was done and to which column, with why.

A file that `vna fetch` brought has its checksum kept beside it; these are of files that came another way.
"""

import re

NO_TOTAL = "the publisher gives no total, and any number in its range could appear there"
SAME_SUM = "the two figures are parts of the same total, to which they still add"
OVERLAP = "factors overlap and have no total, so that any of them could have these figures"
NO_LIST = "words of the publisher that no list of this project holds, and that are nowhere else in the file"
OWN_NAME = "a name that somebody gave: no other file of the folder has it"
EARLIER = "a series may begin and end in any quarter: the file is what an earlier edition of it was"
SHIFTED = "every year of the file moved alike, so that it still goes on without a gap"
ANY_ROW = "combinations with nobody have no row, so that none is expected"
ANY_ROW_SURVEY = "which groups of people a year has figures for differs from year to year"
ONE_ROW = "a ward of one LSOA, whose code appears in no other row"
NAMELESS = "the layout has a code and no name beside it"
UNREAD = "blank is how the publisher writes that there is no figure"
A_ROW_A_CRIME = "each row is one crime: the publisher says nowhere how many there are"
SHAPE = "any outline could be a place's: nothing else says where it lies to the metre"
ROW_OF_ITS_OWN = (
    "each row of the office's own file stands for itself, and another value of the list could appear there"
)
NAMED_BY_HAND = "a text that the office writes itself, of which there is no list"

NATIONAL = r"(duty to notify|referrals) by quarter|(reasonable|conclusive) grounds"
OWN = (
    r"victims|offers of support|.*return.*|safe accommodation|survey|pathway .*|information sharing"
    r"|workbook of support"
)
ALL = (
    r"a figure|figures|figures exchanged|figures lost|a label|labels|labels exchanged|labels lost|a date"
    r"|dates|dates exchanged|dates lost|rows lost|rows lost at the end|rows doubled|rows added|rows replaced"
    r"|several columns|cells of a row exchanged|headings moved over other cells"
)
OUTSIDE = "the British Transport Police appear last and are in no sum"
ANY_LETTERS = "a force is known by its name in any letters, and by its code from then on"

FIGURE = r"a figure|figures|figures exchanged"
LABEL = r"a label|labels|labels exchanged|labels lost"
LOST = r"rows lost|rows lost at the end"
DECLARED = (
    # Census: every cell is part of a subtotal or of the total, and every name is checked.
    (r"census ts.*", "cells of a row exchanged", "", SAME_SUM),
    # Lookups and names.
    (r"lookup of wards", LABEL, "WD24NM|ward24_name", OWN_NAME),
    (r"lookup of wards", "a code", "ward24_code", ONE_ROW),
    (r"names of MSOAs", rf"{LABEL}|codes exchanged", ".*", OWN_NAME),
    (r"neighbourhood teams", rf"{LABEL}|codes exchanged|rows replaced", ".*", OWN_NAME),
    (r"rural and urban", "codes exchanged|labels exchanged", ".*", NAMELESS),
    (r"deprivation", "codes exchanged", "lsoa21_code", NAMELESS),  # the tidied copy; File 7 has names
    (r"residents by age", FIGURE, "usual_residents", NO_TOTAL),
    (r"deprivation", FIGURE, r".*(Score|Rank|Decile).*", NO_TOTAL),
    # The National Referral Mechanism.
    (r"duty to notify", rf"figures exchanged|{LABEL}", ".*", SAME_SUM),
    (NATIONAL, LOST, "", EARLIER),
    (NATIONAL, "dates", "Year", SHIFTED),
    (NATIONAL, "figures exchanged|cells of a row exchanged", ".*", SAME_SUM),
    (r"referrals of .*", LABEL, "First responder", ANY_LETTERS),
    # The Crime Survey.
    (r"survey .*", FIGURE, "Value", NO_TOTAL),
    (r"survey .*", LOST, "", ANY_ROW_SURVEY),
    (r"survey .*", "figures lost", "Value", UNREAD),
    (r"survey .*", "another form of a figure", "Value", NO_TOTAL),
    (r"survey .*", LABEL, ".*", NO_LIST),
    (r"survey .*", "rows replaced", "", NO_LIST),
    (r"survey .*", "a code|codes", "GeoCode", NAMELESS),
    (r"survey .*", "headings moved over other cells|several columns|cells of a row exchanged", "", NO_LIST),
    (r"survey .*", "a date|dates|dates exchanged", "Year", ANY_ROW_SURVEY),
    # Councils.
    (r"children .*", "dates", "time_period", SHIFTED),
    (r"children .*", LOST, "", EARLIER),
    (r"children .*", LABEL, "la_name", OWN_NAME),
    (r"children .*", "headings moved over other cells", "", OVERLAP),
    (r"children .*", "figures exchanged|cells of a row exchanged", "", SAME_SUM),
    (r"homelessness", "figures exchanged|cells exchanged within rows", "", SAME_SUM),
    (r"crime by partnership", "figures exchanged|cells of a row exchanged", "", SAME_SUM),
    # Crime.
    (r"(archive of )?street crime", rf"{LOST}|rows doubled|rows added|rows replaced", "", A_ROW_A_CRIME),
    (r"street crime", "a code|codes|codes exchanged|labels exchanged", "LSOA code|Crime type", A_ROW_A_CRIME),
    (r"recorded crime", FIGURE, "Number of Offences", NO_TOTAL),
    (r"recorded crime", LABEL, "Offence (Description|Group|Subgroup)|Force Name", NO_LIST),
    (r"outcomes", FIGURE, "Number of Outcomes.*", NO_TOTAL),
    (r"outcomes", "another form of a figure", "Number of Outcomes.*", UNREAD),
    (r"outcomes", rf"{LOST}|rows replaced", "", ANY_ROW),
    (r"outcomes", rf"{LABEL}|headings moved over other cells", ".*", NO_LIST),
    # By local authority.
    (r"asylum support|resettlement", FIGURE, "People|Persons", NO_TOTAL),
    (r"asylum support|resettlement", rf"{LOST}|rows replaced", "", ANY_ROW),
    (r"asylum support|resettlement", rf"{LABEL}|a code|codes|codes exchanged", ".*", ANY_ROW),
    (r"Homes for Ukraine", "a figure|figures exchanged|another form of a figure|rows lost.*", "", NO_TOTAL),
    (r"custom dataset.*", FIGURE, ".*", NO_TOTAL),
    (r"custom dataset.*", rf"{LABEL}|codes|codes exchanged", ".*", NO_LIST),
    # Maps.
    (r"map of .*", "a name|a code|codes exchanged", "", OWN_NAME),
    (r"map of .*", "areas lost|a point|outlines exchanged|a byte of an outline", "", SHAPE),
    # Workbooks.
    (r"force area tables", "a text|texts exchanged", "", NO_LIST),
    (r"force area tables", "rows lost at the end", "", OUTSIDE),
    (
        r"workbook of (recorded crime|outcomes)",
        "a figure|figures exchanged|rows lost.*|a text|texts exchanged",
        "",
        NO_TOTAL,
    ),
    (r"(older )?workbook of the NRM", "figures exchanged|texts exchanged|rows lost at the end", "", SAME_SUM),
    (r"change of conditions", "rows lost.*", "", EARLIER),
    (r"appendix tables on abuse", "a figure|figures exchanged|another form of a figure", "", NO_TOTAL),
    (r"appendix tables on abuse", "rows lost.*|columns", "", ANY_ROW_SURVEY),
    (r"appendix tables on abuse", "a text|texts exchanged", "", NO_LIST),
    # The office's own.
    (r"log .*|lists of people", ALL, ".*", NAMED_BY_HAND),
    (
        r"workbook of the office",
        "a figure|another form of a figure|figures exchanged|a text|texts exchanged|rows lost.*",
        "",
        ROW_OF_ITS_OWN,
    ),
    (OWN, ALL, ".*", ROW_OF_ITS_OWN),
)  # fmt: skip


def reason(layout, effect, column=""):
    """Return why nobody could notice `effect` in a column of a layout, "" where a reader must."""
    for layouts, effects, columns, why in DECLARED:
        pairs = ((layouts, layout), (effects, effect), (columns, column))
        if all(re.fullmatch(pattern, text) for pattern, text in pairs):
            return why
    return ""
