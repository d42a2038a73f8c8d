"""The nouns of clauses 6.1–6.3."""

from processes.models.activity_role import ActivityRole
from processes.models.asset import Asset, AssetReader, AssetVersion
from processes.models.assignment import Assignment
from processes.models.link import ProcessLink
from processes.models.norm import Norm
from processes.models.output import Output
from processes.models.output_record import OutputExpectation, OutputRecord
from processes.models.process import KeyActivity, Process, Responsibility

__all__ = [
    "ActivityRole",
    "Asset",
    "AssetReader",
    "AssetVersion",
    "Assignment",
    "KeyActivity",
    "Norm",
    "Output",
    "OutputExpectation",
    "OutputRecord",
    "Process",
    "ProcessLink",
    "Responsibility",
]
