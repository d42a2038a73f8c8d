"""The nouns of clause 6.4.4."""

from improvements.models.cause import (
    Cause,
    CauseCategory,
    CauseKind,
)
from improvements.models.improvement import (
    Improvement,
    ProgressNote,
)
from improvements.models.measure import (
    ActionMeasure,
)
from improvements.models.verification import (
    Verification,
    VerificationPlan,
)

__all__ = [
    "ActionMeasure",
    "Cause",
    "CauseCategory",
    "CauseKind",
    "Improvement",
    "ProgressNote",
    "Verification",
    "VerificationPlan",
]
