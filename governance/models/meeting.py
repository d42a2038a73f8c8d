"""Meetings of the committee: a session with an agenda of several items (G20; domain §5.1 会议纪要)."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from governance.lib.history import TrackedModel
from governance.lib.visibility import VisibleManager
from governance.models.approval import Approval
from governance.models.person import Person
from governance.states import Attendance, MeetingState


class Meeting(TrackedModel):
    """One session of the committee, from its invitation to its minutes."""

    number = models.CharField(max_length=60, blank=True)
    title = models.CharField(max_length=120)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True, blank=True)
    place = models.CharField(max_length=120, blank=True)
    state = models.CharField(
        max_length=20, choices=MeetingState.choices, default=MeetingState.CALLED
    )
    version = models.PositiveIntegerField(default=1)
    chaired_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    minuted_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    minutes = models.TextField(blank=True)
    called_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    called_at = models.DateTimeField()

    objects = VisibleManager()

    class Meta:
        verbose_name = _("committee meeting")
        verbose_name_plural = _("committee meetings")
        constraints = [
            models.UniqueConstraint(
                name="meeting_number_once", fields=["number"], condition=~Q(number="")
            )
        ]

    def __str__(self) -> str:
        return self.title


class MeetingAttendance(models.Model):
    """Who was there: with a vote, without one, or absent with a reason."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="attendances")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    attendance = models.CharField(max_length=20, choices=Attendance.choices)
    reason = models.CharField(max_length=200, blank=True)

    objects = VisibleManager()

    class Meta:
        verbose_name = _("attendance")
        verbose_name_plural = _("attendances")
        constraints = [
            models.UniqueConstraint(name="attendance_once", fields=["meeting", "person"])
        ]

    def __str__(self) -> str:
        return f"{self.meeting} {self.person}"


class AgendaItem(models.Model):
    """One item of the agenda: an approval to decide, or a matter to hear."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="items")
    position = models.PositiveSmallIntegerField()
    approval = models.ForeignKey(
        Approval, on_delete=models.PROTECT, null=True, blank=True, related_name="agenda"
    )
    title = models.CharField(max_length=200)
    discussion = models.TextField(blank=True)

    objects = VisibleManager()

    class Meta:
        verbose_name = _("agenda item")
        verbose_name_plural = _("agenda items")
        constraints = [
            models.UniqueConstraint(name="agenda_position_once", fields=["meeting", "position"]),
            models.UniqueConstraint(
                name="agenda_approval_once",
                fields=["meeting", "approval"],
                condition=Q(approval__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.position} {self.title}"
