"""Channels: group robots that are told once a workday, and what was posted to them (issue 6 §3; domain §6.2)."""

from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from governance.lib.history import TrackedModel
from governance.lib.visibility import VisibleQuerySet
from governance.models.department import Department
from governance.models.person import Person, roles_held
from governance.states import ChannelKind, DeliveryState, Role


class ChannelQuerySet(VisibleQuerySet):
    """Channels by role."""

    def visible_to(self, person: Person) -> Self:
        """PMO, auditor and system administrator see where the system speaks to; nobody else does."""
        seers = {Role.PMO, Role.PROCESS_MANAGER, Role.AUDITOR, Role.SYS_ADMIN}
        return self if roles_held(person) & seers else self.none()


class Channel(TrackedModel):
    """A group robot of DingTalk, WeCom or Feishu; its address is a secret and kept sealed.

    `topics` are what it is told of; without a department it hears of everybody.
    """

    kind = models.CharField(max_length=20, choices=ChannelKind.choices)
    name = models.CharField(max_length=80)
    host = models.CharField(max_length=120)
    sealed_url = models.TextField()
    sealed_secret = models.TextField(blank=True)
    topics = models.JSONField(default=list)
    department = models.ForeignKey(
        Department, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    declared_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    declared_at = models.DateTimeField()
    stopped_at = models.DateTimeField(null=True, blank=True)

    objects = ChannelQuerySet.as_manager()

    class Meta:
        verbose_name = _("group robot")
        verbose_name_plural = _("group robots")

    def __str__(self) -> str:
        return self.name


class ChannelPost(models.Model):
    """One message to one group: at most one a day (`key` is the day), and what became of it."""

    channel = models.ForeignKey(Channel, on_delete=models.PROTECT, related_name="posts")
    key = models.CharField(max_length=40)
    text = models.TextField()
    covers_until = models.DateTimeField()
    created_at = models.DateTimeField()
    state = models.CharField(
        max_length=20, choices=DeliveryState.choices, default=DeliveryState.DUE
    )
    attempts = models.PositiveSmallIntegerField(default=0)
    fence = models.PositiveIntegerField(default=0)
    lease_until = models.DateTimeField(null=True, blank=True)
    next_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    error = models.CharField(max_length=300, blank=True)

    objects = ChannelQuerySet.as_manager()

    class Meta:
        verbose_name = _("message to a group")
        verbose_name_plural = _("messages to groups")
        constraints = [models.UniqueConstraint(name="channel_post_once", fields=["channel", "key"])]
        indexes = [models.Index(fields=["state", "next_at"], name="channel_post_due")]

    def __str__(self) -> str:
        return f"{self.channel} {self.key}"
