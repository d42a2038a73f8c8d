"""What asks for the administrators of accounts and of rights today (5.1; domain §3.7)."""

from datetime import date, datetime, timedelta
from typing import Any

from allauth.mfa.models import Authenticator
from axes.models import AccessAttempt
from django.conf import settings
from django.db.models import QuerySet

from governance.models import ApiToken, AuditEntry, Person, RoleGrant
from governance.selectors.second_factor import Kind
from governance.selectors.token import ENDS_SOON
from governance.states import Sphere

ROLE_ENDS_SOON = timedelta(days=30)
REFUSALS = ("governance.refuse_sign_in", "governance.lock_sign_in", "governance.refuse_token")


def locked_accounts(at: datetime) -> QuerySet[Person]:
    """Accounts that are locked somewhere after too many wrong tries; the lock ends by itself."""
    attempts = AccessAttempt.objects.filter(
        failures_since_start__gte=settings.AXES_FAILURE_LIMIT,
        attempt_time__gt=at - settings.AXES_COOLOFF_TIME,
    )
    rows: QuerySet[Person] = Person.objects.filter(
        is_active=True, username__in=attempts.values("username")
    )
    return rows.order_by("name", "pk")


def accounts_without_role(on: date) -> QuerySet[Person]:
    """Business accounts that nobody has given a role that holds today: they read, and do nothing."""
    holders = RoleGrant.objects.in_force(on).values("person")
    rows: QuerySet[Person] = Person.objects.filter(is_active=True, sphere=Sphere.BUSINESS)
    return rows.exclude(pk__in=holders).order_by("name", "pk")


def accounts_never_used() -> QuerySet[Person]:
    """Accounts whose initial password was never changed: somebody else has known it too."""
    rows: QuerySet[Person] = Person.objects.filter(is_active=True, must_change_password=True)
    return rows.order_by("name", "pk")


def roles_ending(on: date) -> QuerySet[RoleGrant]:
    """Roles of active accounts that end within thirty days, the first to end first."""
    rows = RoleGrant.objects.filter(
        person__is_active=True, valid_to__gte=on, valid_to__lte=on + ROLE_ENDS_SOON
    )
    return rows.select_related("person").order_by("valid_to", "pk")


def tokens_ending(at: datetime) -> QuerySet[ApiToken]:
    """Tokens in force that end within two weeks, the first to end first."""
    rows: QuerySet[Any] = ApiToken.objects.filter(
        revoked_at=None, expires_at__gt=at, expires_at__lte=at + ENDS_SOON, owner__is_active=True
    )
    return rows.select_related("owner").order_by("expires_at", "pk")


def administrators_with_password_alone() -> QuerySet[Person]:
    """Administrators who sign in with nothing but a password."""
    guarded = Authenticator.objects.filter(type__in=[Kind.TOTP, Kind.WEBAUTHN]).values("user")
    rows: QuerySet[Person] = Person.objects.filter(is_active=True).exclude(sphere=Sphere.BUSINESS)
    return rows.exclude(pk__in=guarded).order_by("name", "pk")


def sign_ins_refused(since: datetime) -> QuerySet[AuditEntry]:
    """Refused sign-ins and tokens since a moment; who it was is the auditor's to read."""
    rows: QuerySet[AuditEntry] = AuditEntry.objects.filter(action__in=REFUSALS, at__gte=since)
    return rows
