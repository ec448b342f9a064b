"""Which languages to translate into, where and why: need, evidence of risk, presets and the decision."""

from analysis.measures.decisions.decide import decide_languages
from analysis.measures.decisions.need import need_by_language
from analysis.measures.decisions.presets import safe_harbour

__all__ = ["decide_languages", "need_by_language", "safe_harbour"]
