"""Counts of people that are spelled out: "one victim", "two of the three", "a lone woman", "victims: three".

They point at people as digits do. Sought are small numbers beside a noun of people ("two young Afghan men"),
and small numbers that stand for people ("one was a refugee", "one of them"). Numbers of things pass ("two
tables", "one in twenty"), and so do words that say no number ("a victim", "each victim counts once").
"""

import html
import re
import unicodedata


def _any(words):
    return f"(?:{'|'.join(words.split())})"


_UNIT = _any("one two three four five six seven eight nine")
_TENS = _any("twenty thirty forty fifty sixty seventy eighty ninety")
_MANY = (
    rf"(?:{_TENS}(?:[-‐‑–\s]{_UNIT})?|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|"
    r"(?:thir|four|fif|six|seven|eigh|nine)teen|(?:(?:an?|one|two|three|half\s+a)\s+)?dozen(?:\s+of)?|"
    r"(?:an?\s+|one\s+)?(?:pair|couple|trio)(?:\s+of)?)"
)
_NUMBER = rf"(?:{_MANY}|one)"
# What may stand before "of them", none included.
_FEW = rf"(?:{_NUMBER}|a\s+single|a\s+couple|both|neither|none)"
# Staff are left out, such as advocates, interpreters, readers and workers: their number is nobody's secret.
_NOUN = _any(
    "victim survivor complainant refugee seeker migrant immigrant newcomer foreigner detainee prisoner "
    "offender perpetrator suspect defendant witness person individual man woman girl boy child baby infant "
    "toddler teenager youth minor adult pensioner lady gentleman mother father parent son daughter sister "
    "brother wife husband widow widower resident household family speaker caller patient client student "
    "pupil respondent referral case offence crime"
)
_EVENT = _any("referral case offence crime")
# A singular noun may belong to a longer name: a household survey, a family court, the charity Victim Support.
_LONGER = _any(
    "survey court council protection education type group code category form route file record centre hub "
    "union network organisation charity scheme team panel series report"
)
_PERSON = rf"(?:{_NOUN}(?![-‐‑])\b(?!\s+{_LONGER}\b)(?!\s+(?-i:Support)\b))"
_PEOPLE = (
    rf"(?:(?:people|men|women|children|babies|ladies|gentlemen|families|witnesses|wives|nationals|{_NOUN}s|"
    r"(?-i:[A-Z][a-z]+(?:ans|is)))(?![-‐‑])\b"
    r"(?!['’]s?\s+(?:\w+\s+)?(?:groups?|organisations?|charit\w+|networks?|refuges?|homes?|centres?|services?|"
    r"prisons?|hospitals?|units?)\b))"
)
_WHO = rf"(?:{_PERSON}|{_PEOPLE})"
# Up to three words may describe people. Words that join, verbs that help and nouns in the plural do not.
_JOINS = _any(
    "a an the of in on at by for to from with without within per as than that which who whom whose what "
    "where when while if and or nor but not no is are was were be been being has have had do does did may "
    "might can could will would shall should must each every all any both some one more most fewer less "
    "longer many much it they them there here how between among after before about against into over under "
    "until since through count say tell hold give show reach help speak need know"
)
_WORD = rf"(?!{_JOINS}\b)(?:[\w'’-]+(?:ous|ess|iss)|[\w'’-]*[^\Ws_])"
_WORDS = rf"(?:{_WORD}(?:,|\s+and|\s+or)?\s+){{0,3}}"
# After "one" the noun is no plural that tells, and a comma parts: "in one year, child victims".
_UNPARTED = rf"(?:{_WORD}\s+(?:(?:and|or)\s+)?){{0,3}}"
_BE = _any("was were is are had has have did came lived")
_THING = _any(
    "tables? charts? figures? columns? rows? cells? files? sources? cards? tests? rules? ways? things? "
    "questions? chapters? pages? pieces? parts? draws? folds? comparisons? times? hours? days? weeks? "
    "months? quarters? years? districts? forces? wards? areas? places? county counties teams? providers? "
    "services? organisations? body bodies languages? groups? channels? budgets? routes? options? schemes? "
    "thirds? fifths? tenths? hundred numbers? counts? rates? series editions? ends? bars? lines? maps?"
)
_NO_THING = rf"(?!\s+(?:of\s+(?:the|these|those|our|its|their|all)\s+)?(?:{_WORD}\s+)?{_THING}\b)"
# Only where a clause begins or a name ends: "a new one is" and "the two are" may well tell of things.
_BEGINS = (
    r"(?:\A|[.,;:!?()\[|¶#“”\"'‘—–-]\s*|\b(?:and|but|while|whereas|whom|which|or|there|least|most|than)\s+|"
    r"(?-i:Of)\s+(?:these|those|them|the\s+\w+)\s+|(?<=\w\s)(?-i:[A-Z])[\w-]+\s+)"
)
_ENDS = r"(?=\s*(?:\Z|[.,;:!?)\]|¶])|\s+in\s+number\b)"
_FORMS = {
    "two people": rf"{_MANY},?\s+{_WORDS}{_PEOPLE}",
    "one person": rf"(?!(?<=more\sthan\s)one\s+{_EVENT}\b)one\s+{_UNPARTED}{_PERSON}",
    "a lone person": r"(?<!no\s)(?<!any\s)(?:lone|sole|single|solitary)\s+"
    rf"{_UNPARTED}(?!parent|mother|father){_PERSON}",
    "the only person": rf"(?:the|an?|their|its|our|his|her|whose)\s+only\s+{_UNPARTED}{_WHO}|"
    rf"only\s+{_PERSON}",
    "both people": rf"both\s+(?:{_WORD}\s+){{0,2}}{_PEOPLE}(?!\s+and\s+(?:{_WORD}\s+)?{_WHO})",
    "neither person": rf"neither\s+(?:{_WORD}\s+){{0,2}}{_PERSON}(?!\s+nor\b)",
    "no people": rf"no\s+(?:{_WORD}\s+){{0,2}}"
    rf"(?:{_PEOPLE}|{_PERSON}\s+(?:{_BE}|of|from|in|among|under|aged)\b)",
    "one of the people": rf"(?:{_FEW}|nobody|no\s+one)\s+(?:(?:out\s+)?of|among)\s+"
    rf"(?:(?:the|these|those|our|their|all)\s+)?{_WORDS}{_PEOPLE}",
    "one of them": rf"(?<!every\s)(?<!any\s)(?<!no\s)(?:{_NUMBER}|both|neither)\s+of\s+(?:them|whom)",
    "none of them was": r"none\s+of\s+(?:them|these|those|whom)\s+(?:was|were|had|did|came|lived)",
    "one of these who": rf"{_NUMBER}\s+of\s+(?:these|those)(?:\s+{_BE}\b|\s+who\b|{_ENDS})",
    "one of two": rf"{_FEW}\s+(?:out\s+)?of\s+(?:(?:the|these|those|all)\s+)?{_NUMBER}\b{_NO_THING}",
    "one was": rf"{_BEGINS}(?P<said>(?<!no\s){_NUMBER}\s+(?:others?\s+)?{_BE})",
    "one was a person": rf"(?<!no\s){_NUMBER}\s+{_BE}\s+(?:not\s+)?(?:an?\s+)?{_UNPARTED}{_WHO}",
    "the other two": rf"{_MANY}\s+others|the\s+other\s+{_NUMBER}\s+{_BE}",
    "all but one": rf"(?:all\s+but|apart\s+from|except(?:\s+for)?|only|just)\s+(?:{_NUMBER}|a\s+single|none)"
    rf"\b(?!\s+another){_NO_THING}",
    "people: two": rf"{_WHO}\s*[:=|(—–-]+\s*(?:only\s+|just\s+)?{_NUMBER}(?:\s+{_BE}\b|{_ENDS})",
    "they were two": rf"(?:{_PEOPLE}\s+(?:were|are|numbered|totalled)|there\s+(?:was|were))\s+"
    rf"{_NUMBER}{_ENDS}",
    "nobody was a person": rf"(?:nobody|no\s+one|none(?:\s+of\s+(?:them|these|those|whom))?)\s+{_BE}\s+"
    rf"(?:an?\s+|the\s+)?{_UNPARTED}{_WHO}",
}
_COUNTED = re.compile(
    "|".join(rf"(?:(?<!\w)|(?=\W))(?:{form})(?!\w)" for form in _FORMS.values()), re.IGNORECASE
)
_MARKS = re.compile(r"[*_`~\[\]\\]+|(?<=\])\([^()\n]*\)|^[ \t]*>[> \t]*", re.MULTILINE)


# A whole number that stands for itself: no year, share, code, base of a rate or part of a longer number.
_FIGURE = re.compile(
    r"(?<![\w.,:/£$-])(?<!\bper\s)(?<!\bevery\s)(?!(?:19|20)\d\d\b)\d+(?:,\d{3})*(?![\w%:/-]|[.,]\d)"
)


def figures_as_words(text, below=None):
    """Return `text` with its whole numbers, or those below a limit, as small numbers in words.

    What `counted_in_words` finds in it then is a number of people, in words or not.

    >>> figures_as_words("Of 187 in 2021 2 were young."), figures_as_words("Of 187 2 were young.", 10)
    ('Of two in 2021 two were young.', 'Of 187 two were young.')
    """

    def spelled(found):
        number = int(found[0].replace(",", ""))
        if below is not None and number >= below:
            return found[0]
        return "one" if number == 1 else "two"

    return _FIGURE.sub(spelled, text)


def counted_in_words(text):
    """Return the first count of people that `text` spells out, and the line it stands on; None without one.

    Marks of Markdown, characters that cannot be seen and other shapes of letters hide nothing.

    >>> counted_in_words("Who?\\n\\nOf these **two** were\\nyoung.")
    ('two were', 3)
    """
    seen = unicodedata.normalize("NFKC", html.unescape(text))
    seen = "".join(letter for letter in seen if unicodedata.category(letter) != "Cf")
    seen = re.sub(r"\n(?=[ \t]*\n)", " ¶\n", _MARKS.sub("", seen))
    found = _COUNTED.search(seen)
    if found is None:
        return None
    said = "said" if found["said"] else 0
    return " ".join(found[said].split()), seen[: found.start(said)].count("\n") + 1
