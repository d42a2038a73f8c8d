"""Tokens as their page lists them: whose, what for, until when, and last used when (T12)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from governance.models import ApiToken, Person
from governance.permissions import Permission, has_permission
from governance.states import Scope, Sphere

if TYPE_CHECKING:
    from django.db.models import QuerySet

ENDS_SOON = timedelta(days=14)


@dataclass(frozen=True)
class TokenLine:
    """A token and how it stands; `standing` is in_force, ends_soon, expired or revoked."""

    token: ApiToken
    standing: str
    scopes: tuple[str, ...]
    last_used_at: datetime | None
    may_revoke: bool


def tokens_listed(person: Person) -> "QuerySet[ApiToken]":
    """The tokens a person may see, latest first: administrators all, others those that act as them."""
    rows: QuerySet[ApiToken] = ApiToken.objects.visible_to(person)
    return rows.select_related("owner__department", "use").order_by("-created_at", "-pk")


def token_lines(tokens: "list[ApiToken]", person: Person, *, at: datetime) -> list[TokenLine]:
    """How each token stands now, and whether the person may revoke it."""
    may_all = has_permission(person, Permission.TOKEN_ISSUE)
    lines = []
    for token in tokens:
        standing = standing_of(token, at)
        use = getattr(token, "use", None)
        is_open = standing in {"in_force", "ends_soon"}
        lines.append(
            TokenLine(
                token,
                standing,
                tuple(str(Scope(scope).label) for scope in token.scopes),
                use.last_used_at if use else None,
                is_open and (may_all or token.owner_id == person.pk),
            )
        )
    return lines


def standing_of(token: ApiToken, at: datetime) -> str:
    """A token is revoked, else expired, else in force; within two weeks of its end that is said."""
    if token.revoked_at is not None:
        return "revoked"
    if token.expires_at <= at:
        return "expired"
    return "ends_soon" if token.expires_at - at <= ENDS_SOON else "in_force"


def possible_owners(person: Person) -> "QuerySet[Person]":
    """A system administrator issues for any active person of the business, everybody else for themselves."""
    rows: QuerySet[Person] = Person.objects.visible_to(person)
    if person.sphere == Sphere.SYS_ADMIN:
        return rows.filter(is_active=True, sphere=Sphere.BUSINESS).order_by("name", "staff_no")
    return rows.filter(pk=person.pk)
