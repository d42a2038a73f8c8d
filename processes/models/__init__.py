"""The nouns of clauses 6.1–6.3."""

from processes.models.assignment import Assignment
from processes.models.link import ProcessLink
from processes.models.norm import Norm
from processes.models.output import Output
from processes.models.process import KeyActivity, Process, Responsibility

__all__ = [
    "Assignment",
    "KeyActivity",
    "Norm",
    "Output",
    "Process",
    "ProcessLink",
    "Responsibility",
]
