"""Languages: who speaks them where, who is not proficient in English, and what to translate."""

from analysis.measures.languages.decisions.decide import Evidence as Evidence
from analysis.measures.languages.decisions.decide import decide_languages as decide_languages
from analysis.measures.languages.pages import *
from analysis.measures.languages.proficiency import *
from analysis.measures.languages.small_areas.backtest import held_out as held_out
from analysis.measures.languages.where_spoken import *
