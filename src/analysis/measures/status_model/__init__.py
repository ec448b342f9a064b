"""Residents who may have no recourse, and victims of abuse among them: an interval, never a point."""

from analysis.measures.status_model.influence import status_tornado, value_of_knowing
from analysis.measures.status_model.interval import assumptions_listed, status_interval

__all__ = ["assumptions_listed", "status_interval", "status_tornado", "value_of_knowing"]
