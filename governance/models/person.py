"""People, and the roles they hold (clauses 5.1–5.3; reliability §3.1)."""

from datetime import date
from typing import TYPE_CHECKING, Any

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from governance.lib.bilingual import with_aside
from governance.lib.history import TrackedModel
from governance.lib.visibility import VisibleQuerySet
from governance.models.department import Department
from governance.states import Role, Sphere


class PersonQuerySet(VisibleQuerySet):
    """Names and departments are visible to everybody (reliability §3.2, users)."""


class PersonManager(BaseUserManager["Person"].from_queryset(PersonQuerySet)):  # type: ignore[misc]  # -- mypy cannot follow from_queryset
    """Finds people by login, whatever the width and case it is typed in (A6)."""

    def get_by_natural_key(self, username: str | None) -> "Person":
        return self.get(username=Person.normalize_username(username or "").casefold())


class Person(AbstractBaseUser, TrackedModel):
    """A human being with a login; same names occur, the staff number tells them apart.

    `sphere` is single-valued: business, or exactly one of the three administrators, so the
    separation of 三员 holds by construction and not by a check (domain §3.7).
    """

    username = models.CharField(_("login"), max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=60)
    staff_no = models.CharField(_("staff number"), max_length=40, unique=True)
    email = models.EmailField(_("e-mail"), blank=True)
    department = models.ForeignKey(
        Department, on_delete=models.PROTECT, null=True, blank=True, related_name="people"
    )
    sphere = models.CharField(max_length=20, choices=Sphere.choices, default=Sphere.BUSINESS)
    language = models.CharField(max_length=10, blank=True)
    rank = models.PositiveSmallIntegerField(default=100)
    is_active = models.BooleanField(default=True)
    must_change_password = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: list[str] = ["name", "staff_no"]

    objects = PersonManager()

    if TYPE_CHECKING:
        grants: models.Manager["RoleGrant"]

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")

    def __str__(self) -> str:
        return with_aside(self.name, self.staff_no)

    def clean(self) -> None:
        super().clean()
        self.username = self.username.casefold()

    @property
    def is_staff(self) -> bool:
        """No one enters a Django admin here; some libraries ask all the same."""
        return False

    @property
    def is_superuser(self) -> bool:
        """There is no superuser: it would undo the separation of administrators."""
        return False

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name

    @property
    def actor_kind(self) -> str:
        return "person"

    @property
    def actor_key(self) -> str:
        return f"user:{self.pk}"

    @property
    def actor_label(self) -> str:
        return self.name


class RoleGrantQuerySet(models.QuerySet["RoleGrant"]):
    """Grants by the day they hold."""

    def visible_to(self, person: Person) -> "RoleGrantQuerySet":
        """Who holds which role is known to everybody who is signed in."""
        return self if person.is_active else self.none()

    def in_force(self, on: date) -> "RoleGrantQuerySet":
        """The grants that hold on a day."""
        return self.filter(Q(valid_from__lte=on), Q(valid_to=None) | Q(valid_to__gte=on))


class RoleGrant(TrackedModel):
    """A person holds a business role from a day to a day; granted by a security administrator."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="grants")
    role = models.CharField(max_length=30, choices=Role.choices)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    granted_by = models.CharField(max_length=80)

    objects = RoleGrantQuerySet.as_manager()

    class Meta:
        verbose_name = _("role grant")
        verbose_name_plural = _("role grants")
        constraints = [
            models.CheckConstraint(
                name="role_grant_ends_after_start",
                condition=Q(valid_to=None) | Q(valid_to__gte=models.F("valid_from")),
            ),
            models.UniqueConstraint(
                name="role_grant_once_open", fields=["person", "role"], condition=Q(valid_to=None)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.get_role_display()}"


def roles_held(person: Person) -> frozenset[str]:
    """The roles a person acts in now: the administrator role of their sphere, or their grants in force.

    Asked afresh for every request (a withdrawn right ends with the next request, ASVS 8.3.2); the
    sign-in backend keeps the answer on the person it loads, so one request asks once.
    """
    if not person.is_active:
        return frozenset()
    if person.sphere != Sphere.BUSINESS:
        return frozenset({Role(person.sphere)})
    kept: frozenset[str] | None = getattr(person, "roles_of_request", None)
    if kept is not None:
        return kept
    today = timezone.localdate()  # membership is only ever asked for now
    return frozenset(
        RoleGrant.objects.in_force(today).filter(person=person).values_list("role", flat=True)
    ) | {Role.STAFF}


def person_key(person: Any) -> int:
    """The number of a person, or 0 for the system; for comparing actors."""
    return person.pk if isinstance(person, Person) else 0
