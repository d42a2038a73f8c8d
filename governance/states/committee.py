"""The committee, its meetings and what follows from its resolutions (5.1, G20)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from governance.lib.workflow import Step


class Seat(models.TextChoices):
    """The seats of the committee."""

    CHAIR = "chair", _("chair")
    SECRETARY = "secretary", _("secretary")
    MEMBER = "member", _("member")


class MajorityBasis(models.TextChoices):
    """Of what the majority is a share."""

    ALL_MEMBERS = "all_members", _("of all members with a vote")
    PRESENT = "present", _("of those present")
    CAST = "cast", _("of the votes for and against")


class VotingForm(models.TextChoices):
    """How the committee may decide."""

    MEETING = "meeting", _("in a meeting only")
    WRITTEN = "written", _("in writing only")
    EITHER = "either", _("in a meeting or in writing")


class Outcome(models.TextChoices):
    """What a resolution says."""

    APPROVED = "approved", _("approved")
    CONDITIONAL = "conditional", _("approved with conditions")
    REJECTED = "rejected", _("rejected")
    RETURNED = "returned", _("returned for correction")


class MeetingState(models.TextChoices):
    """A session is called, held, closed with its minutes, or called off."""

    CALLED = "called", _("called")
    OPEN = "open", _("in session")
    CLOSED = "closed", _("minutes signed")
    CANCELLED = "cancelled", _("called off")


MEETING_STEPS = (
    Step("open_meeting", ("called",), "open", "meeting.run", _("Open the session"), tone="primary"),
    # Signed by whoever chaired it, who need not belong to the PMO (domain §5.1: 主持人审核签发).
    Step(
        "close_meeting",
        ("open",),
        "closed",
        "committee.view",
        _("Sign the minutes and close"),
        tone="primary",
    ),
    Step("cancel_meeting", ("called",), "cancelled", "meeting.run", _("Call off"), needs_note=True),
)


class Attendance(models.TextChoices):
    """出席 may speak and decide, 列席 attends without a vote (domain §5.1)."""

    PRESENT = "present", _("present")
    IN_ATTENDANCE = "in_attendance", _("in attendance, without a vote")
    ABSENT = "absent", _("absent")


class ConditionState(models.TextChoices):
    """A condition is open, reported as met, and confirmed by somebody else."""

    OPEN = "open", _("open")
    MET = "met", _("reported as met")
    CONFIRMED = "confirmed", _("confirmed")


CONDITION_STEPS = (
    Step(
        "meet_condition",
        ("open",),
        "met",
        "committee.view",
        _("Report as met"),
        needs_note=True,
        tone="primary",
    ),
    Step(
        "confirm_condition", ("met",), "confirmed", "committee.view", _("Confirm"), tone="primary"
    ),
    Step("reject_condition", ("met",), "open", "committee.view", _("Not met yet"), needs_note=True),
)
