"""Tokens of machine accounts: issued once, checked without haste, revoked at once (reliability §3.3 no. 10, T12)."""

import hashlib
import hmac
import ipaddress
import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.cache import cache
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from governance.lib.actors import Actor, SystemActor
from governance.lib.history import save_tracked
from governance.lib.workflow import NotAllowed, Refused
from governance.models import ApiToken, Person
from governance.permissions import Permission, demand, has_permission
from governance.services.audit import Change, record
from governance.services.limiter import is_beyond, is_last, is_locked, wrong_tries
from governance.services.message import Note, tell
from governance.states import Scope, Sphere

LONGEST_LIFE = timedelta(days=365)
MOST_ADDRESSES = 20
FORM = re.compile(r"pgt_([0-9a-f]{10})_([A-Za-z0-9_-]{43})")
# One name for all tokens that do not exist, so that guessing prefixes is counted per address.
UNKNOWN = "api-token:unknown"
NO_SUCH_HASH = "0" * 64


class CannotIssueToken(Refused):
    """The token cannot be issued as asked."""


class CannotRevokeToken(Refused):
    """The token cannot be revoked."""


class TokenRefused(Exception):  # noqa: N818 -- a refusal; the reason goes to the trail and not to the caller
    """The credential opens nothing; `reason` is for the trail only."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class TokenOutOfPlace(TokenRefused):
    """The token is right, but not from this address or not for this act."""


class TokenLocked(TokenRefused):
    """Too many wrong tries; nothing is looked at for a while."""


@dataclass(frozen=True)
class NewToken:
    """What a token is asked for; `owner` is the person it acts as, limited by its scopes."""

    name: str
    owner: Person
    scopes: tuple[str, ...]
    expires_at: datetime
    allowed_ips: tuple[str, ...] = ()


def issue_token(new: NewToken, *, by: Person, at: datetime) -> tuple[ApiToken, str]:
    """A token acts as its owner, within its scopes, for at most 365 days; its secret is shown once.

    A process manager issues tokens that act as themselves, a system administrator (who may do no
    business) for any active business person; the owner is told. Only the hash of the secret is
    kept. Returns the token and its text. Raises `NotAllowed` and `CannotIssueToken`.
    """
    demand(by, Permission.TOKEN_ISSUE)
    if new.owner != by and by.sphere != Sphere.SYS_ADMIN:
        raise NotAllowed(_("You can issue tokens that act as yourself only."))
    _check(new, at)
    prefix, secret = secrets.token_hex(5), secrets.token_urlsafe(32)
    token = ApiToken(
        name=new.name,
        owner=new.owner,
        issued_by=str(by)[:100],
        prefix=prefix,
        secret_sha256=_digest(secret),
        scopes=list(new.scopes),
        allowed_ips=[str(address) for address in networks_of(new.allowed_ips)],
        created_at=at,
        expires_at=new.expires_at,
    )
    after = {
        "owner": token.owner.username,
        "scopes": token.scopes,
        "allowed_ips": token.allowed_ips,
        "expires_at": token.expires_at.isoformat(),
    }
    with transaction.atomic():
        save_tracked(token, by=by, at=at, reason="governance.issue_token")
        record("governance.issue_token", by=by, at=at, obj=token, change=Change(after=after))
        if new.owner != by:
            tell(_notice(token), [new.owner], at=at)
    return token, f"pgt_{prefix}_{secret}"


def revoke_token(token: ApiToken, *, by: Person, at: datetime) -> ApiToken:
    """A revoked token opens nothing from the next request on; its owner or an administrator revokes it."""
    if token.owner_id != by.pk and not has_permission(by, Permission.TOKEN_ISSUE):
        raise NotAllowed(_("You are not allowed to do this."))
    if token.revoked_at is not None:
        raise CannotRevokeToken(_("This token has been revoked already."))
    token.revoked_at = at
    with transaction.atomic():
        save_tracked(token, by=by, at=at, reason="governance.revoke_token", fields=["revoked_at"])
        record("governance.revoke_token", by=by, at=at, obj=token)
    return token


def revoke_every_token(*, by: Actor, at: datetime) -> int:
    """After a restore no token of the backup opens: one that was revoked since would be in force again."""
    rows = list(ApiToken.objects.filter(revoked_at=None).order_by("pk"))
    for token in rows:
        token.revoked_at = at
        save_tracked(token, by=by, at=at, reason="governance.revoke_token", fields=["revoked_at"])
        record("governance.revoke_token", by=by, at=at, obj=token)
    return len(rows)


def authenticate_token(text: str, *, ip: str, at: datetime) -> ApiToken:
    """A token opens when its secret is right, it is in force, its owner is active and the address is allowed.

    A wrong secret counts as a wrong try of the owner at the one limiter; a prefix nobody has counts
    per address. Raises `TokenRefused`, `TokenOutOfPlace` (wrong address) or `TokenLocked`; each
    leaves its reason in the trail.
    """
    match = FORM.fullmatch(text)
    prefix, secret = match.groups() if match else ("", "")
    rows = ApiToken.objects.select_related("owner__department")
    token: ApiToken | None = rows.filter(prefix=prefix).first()
    name = token.owner.username if token else UNKNOWN
    if is_locked(name, ip=ip):
        raise TokenLocked("locked")
    # The comparison takes the same time whether the token exists or not.
    is_right = hmac.compare_digest(_digest(secret), token.secret_sha256 if token else NO_SUCH_HASH)
    if token is None or not is_right:
        tries = wrong_tries(name, ip=ip)
        _note_refusal("wrong_secret" if token else "unknown", token, at=at, locked=is_last(tries))
        # Whoever sent fifty at once hears of five that they were wrong, and no more of the others.
        raise TokenLocked("locked") if is_beyond(tries) else TokenRefused("unknown")
    reason = _standing(token, at)
    if reason:
        note_token_refusal(token, reason, at=at)
        raise TokenRefused(reason)
    if not _is_allowed_from(token, ip):
        note_token_refusal(token, "foreign_address", at=at)
        raise TokenOutOfPlace("foreign_address")
    return token


def note_token_refusal(token: ApiToken, reason: str, *, at: datetime) -> None:
    """Why a right token was refused is in the trail, once a minute for each reason.

    A machine that goes on asking with an expired token would otherwise write the trail full.
    """
    if cache.add(f"token-refusal:{token.prefix}:{reason}:{at:%Y%m%d%H%M}", 1, timeout=90):
        _note_refusal(reason, token, at=at)


def networks_of(
    texts: Iterable[str],
) -> list[ipaddress.IPv4Network | ipaddress.IPv6Network]:
    """Addresses and networks are written like 192.0.2.7 or 10.0.0.0/8; anything else is refused."""
    found = []
    for text in texts:
        try:
            found.append(ipaddress.ip_network(text.strip(), strict=False))
        except ValueError:
            raise CannotIssueToken(
                _("“%(text)s” is not an address; write it like 192.0.2.7 or 10.0.0.0/8.")
                % {"text": text[:60]}
            ) from None
    return found


def _check(new: NewToken, at: datetime) -> None:
    if not new.name.strip():
        raise CannotIssueToken(_("The token needs a name."))
    if not new.scopes or set(new.scopes) - set(Scope.values):
        raise CannotIssueToken(_("Choose what the token may do."))
    if not at < new.expires_at <= at + LONGEST_LIFE:
        raise CannotIssueToken(_("A token ends within 365 days."))
    if not new.owner.is_active or new.owner.sphere != Sphere.BUSINESS:
        raise CannotIssueToken(_("A token acts as an active person of the business only."))
    if len(new.allowed_ips) > MOST_ADDRESSES:
        raise CannotIssueToken(
            _("At most %(most)s addresses can be given.") % {"most": MOST_ADDRESSES}
        )
    # Also what a form sent twice runs into: the secret of the first token has been shown already.
    if ApiToken.objects.filter(name=new.name, revoked_at=None, expires_at__gt=at).exists():
        raise CannotIssueToken(_("A token of this name is in force already."))


def _notice(token: ApiToken) -> Note:
    def subject() -> str:
        return _("An access token that acts as you was issued: %(name)s") % {"name": token.name}

    with override("zh-hans"):
        chinese = subject()
    with override("en"):
        english = subject()
    return Note(f"token:{token.pk}:issued", chinese, english, url="/system/tokens/")


def _digest(secret: str) -> str:
    # The secret has 256 random bits: a slow hash would protect nothing and cost every request.
    return hashlib.sha256(secret.encode()).hexdigest()


def _standing(token: ApiToken, at: datetime) -> str:
    if token.revoked_at is not None:
        return "revoked"
    if token.expires_at <= at:
        return "expired"
    return "" if token.owner.is_active else "owner_inactive"


def _is_allowed_from(token: ApiToken, ip: str) -> bool:
    if not token.allowed_ips:
        return True
    address = ipaddress.ip_address(ip)
    return any(address in ipaddress.ip_network(network) for network in token.allowed_ips)


def _note_refusal(
    reason: str, token: ApiToken | None, *, at: datetime, locked: bool = False
) -> None:
    by: Actor = SystemActor("rest")
    change = Change(note=f"{reason}, locked" if locked else reason, result="refused")
    record("governance.refuse_token", by=by, at=at, obj=token, change=change)
