"""The nouns of clause 6.4.3."""

from reviews.models.feedback import (
    ComplaintCount,
    Feedback,
    Survey,
)
from reviews.models.review import (
    Review,
    ReviewAttendance,
    ReviewInput,
    ReviewItem,
)
from reviews.models.trigger import (
    ReviewTrigger,
    StandardUpdate,
)

__all__ = [
    "ComplaintCount",
    "Feedback",
    "Review",
    "ReviewAttendance",
    "ReviewInput",
    "ReviewItem",
    "ReviewTrigger",
    "StandardUpdate",
    "Survey",
]
