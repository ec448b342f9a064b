"""What may not be in a text of a log that is printed as it stands: a document's name, and a quotation.

A label of a log is read by the office alone; the source of a risk item appears in a chapter. So it holds no
number that could count people, no word for a person or for where somebody is kept safe, and no name. Of a
quotation a rule finds numbers, references and what begins with a capital letter where no sentence begins. It
cannot know a story that only one person could tell, nor a name that a sentence begins with: that is what the
check by a named role is for.
"""

import re

from analysis.extracts import contents
from analysis.extracts.contents import MONTH

# Numbers that stand for a time, with nothing after them that they could count: taken out first.
TIMES = re.compile(
    rf"\b(?:\d{{1,2}}[./-]\d{{1,2}}[./-]20\d\d|20\d\d-\d\d-\d\d|Q[1-4]|"
    rf"\d{{1,2}}(?:st|nd|rd|th)?\s+{MONTH}(?:\s+20\d\d)?|"
    r"20\d\d(?:[/-](?:20)?\d\d)?)\b(?!\s*[^\W\d_])",
    re.IGNORECASE,
)
NUMBERS = re.compile(
    r"\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozens?|twenty|thirty|forty|fifty|"
    r"hundreds?)\b",
    re.IGNORECASE,
)
PERSONS = re.compile(
    r"\b(?:woman|women|man|men|child|children|girl|boy|baby|babies|victim|survivor|complainant|person|people|"
    r"client|speaker|patient|pupil|resident|famil(?:y|ies)|mother|father|parent|wife|wives|husband|partner|"
    r"daughter|son|sister|brother|widow|lady|ladies|she|he|her|his)(?:'?s|s')?\b",
    re.IGNORECASE,
)
SAFE_PLACES = re.compile(
    r"\b(?:refuges?|shelters?|hostels?|safe ?-?houses?|house|flat|home|address(?:es)?|street|road|lane|"
    r"avenue|close|hotels?)\b",
    re.IGNORECASE,
)
LONGEST = 300
OWN_PERSON = re.compile(r"I(?:'(?:m|d|ve|ll))?")
BEGINS = re.compile(r"[.!?:\u2026]['\")\u201d\u2019]*\s+")  # after it a sentence begins
WORD = re.compile(r"[^\W\d_][\w'-]*")


def in_a_document(text):
    """Return in words what in a document's name may not be printed, "" where nothing is wrong.

    >>> in_a_document("Minutes of the spring meeting, 2026")
    ''
    >>> in_a_document("3 women")
    'a number may count people: only a year or a quarter is let in, put last'
    """
    rest = TIMES.sub(" ", text.replace("\N{RIGHT SINGLE QUOTATION MARK}", "'"))
    if any(sign.isnumeric() for sign in rest) or NUMBERS.search(rest):
        return "a number may count people: only a year or a quarter is let in, put last"
    if PERSONS.search(rest):
        return "it has a word for a person: name the document, return or meeting, and nobody in it"
    if SAFE_PLACES.search(rest):
        return "it has a word for where somebody lives or is kept safe: take it out"
    later = re.findall(r"\b[^\W\d_]\w*", rest)[1:]
    if any(word[0].isupper() and not re.fullmatch(MONTH, word, re.IGNORECASE) for word in later):
        return "a capital letter after the first word may begin a name: write it small, or take it out"
    return ""


def in_a_quotation(text):
    """Return in words what in a quotation may not be printed, "" where nothing is found.

    >>> in_a_quotation("Nobody told me what had become of the case. I gave up.")
    ''
    >>> in_a_quotation("The officer from Nowhere rang once")
    'a capital letter inside a sentence may begin a name: write it small, or take it out'
    """
    plain = text.replace("\N{RIGHT SINGLE QUOTATION MARK}", "'")
    if len(plain) > LONGEST:
        return f"it is longer than {LONGEST} letters"
    if any(sign.isnumeric() for sign in plain):
        return "it holds a digit: say it in words, or take it out"
    kind = contents.kind(plain, prose=False)
    if kind:
        return f"it holds what looks like {kind}"
    for sentence in BEGINS.split(plain):
        later = WORD.findall(sentence)[1:]
        if any(word[0].isupper() and not OWN_PERSON.fullmatch(word) for word in later):
            return "a capital letter inside a sentence may begin a name: write it small, or take it out"
    return ""
