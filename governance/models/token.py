"""Tokens of machine accounts: hashed, scoped, expiring, revocable at once (domain §3.7)."""

from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from governance.lib.history import TrackedModel
from governance.lib.visibility import VisibleQuerySet
from governance.models.person import Person, roles_held
from governance.states import Role


class ApiTokenQuerySet(VisibleQuerySet):
    """Tokens by owner."""

    def visible_to(self, person: Person) -> Self:
        """System administrators and process managers see all tokens, others their own."""
        if roles_held(person) & {Role.SYS_ADMIN, Role.PROCESS_MANAGER, Role.AUDITOR}:
            return self
        return self.filter(owner=person)


class ApiToken(TrackedModel):
    """A machine account; the secret is shown once and only its hash is kept."""

    name = models.CharField(max_length=80)
    owner = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="tokens")
    issued_by = models.CharField(max_length=100, blank=True)
    prefix = models.CharField(max_length=12, unique=True)
    secret_sha256 = models.CharField(max_length=64)
    scopes = models.JSONField(default=list)
    allowed_ips = models.JSONField(default=list, blank=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = ApiTokenQuerySet.as_manager()

    class Meta:
        verbose_name = _("API token")
        verbose_name_plural = _("API tokens")

    def __str__(self) -> str:
        return self.name


class TokenUse(models.Model):
    """How much of a token's quota of one minute is handed out, and when it was last used.

    A row per token, outside the tracked model, so that a request in plenty leaves no history.
    """

    token = models.OneToOneField(ApiToken, on_delete=models.PROTECT, related_name="use")
    minute = models.DateTimeField()
    spent = models.PositiveIntegerField(default=0)
    last_used_at = models.DateTimeField()

    objects = VisibleQuerySet.as_manager()

    class Meta:
        verbose_name = _("use of a token")
        verbose_name_plural = _("uses of tokens")

    def __str__(self) -> str:
        return f"{self.token_id} {self.minute:%H:%M} {self.spent}"


class IdempotencyKey(models.Model):
    """The first answer to a keyed POST, replayed to a repeat (IETF draft-07)."""

    token = models.ForeignKey(ApiToken, on_delete=models.PROTECT, null=True, blank=True)
    person = models.ForeignKey(Person, on_delete=models.PROTECT)
    key = models.CharField(max_length=255)
    request_sha256 = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(null=True)
    body = models.TextField(blank=True)
    created_at = models.DateTimeField()

    objects = VisibleQuerySet.as_manager()

    class Meta:
        verbose_name = _("idempotency key")
        verbose_name_plural = _("idempotency keys")
        constraints = [
            models.UniqueConstraint(name="idempotency_key_once", fields=["person", "key"])
        ]
        indexes = [models.Index(fields=["created_at"], name="idempotency_key_age")]

    def __str__(self) -> str:
        return self.key
