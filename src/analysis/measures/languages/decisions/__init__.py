"""Which languages to translate into, where and why: need, evidence of risk, presets and the decision."""
