"""Who has a second factor, and who must have one (reliability §6, domain §3.7)."""

from dataclasses import dataclass

from allauth.mfa.models import Authenticator

from governance.models import Person
from governance.models.person import roles_held
from governance.selectors.setting import setting_value

Kind = Authenticator.Type


@dataclass(frozen=True)
class SecondFactors:
    """What a person has set up besides the password; recovery codes count only beside one of the others."""

    app: Authenticator | None
    keys: tuple[Authenticator, ...]
    codes_left: int

    @property
    def is_on(self) -> bool:
        return self.app is not None or bool(self.keys)


def second_factors_of(person: Person) -> SecondFactors:
    """Everything a person has set up, in one question."""
    rows = list(Authenticator.objects.filter(user=person).order_by("pk"))
    by_kind = {row.type: row for row in rows}
    codes = by_kind.get(Kind.RECOVERY_CODES)
    return SecondFactors(
        app=by_kind.get(Kind.TOTP),
        keys=tuple(row for row in rows if row.type == Kind.WEBAUTHN),
        codes_left=len(codes.wrap().get_unused_codes()) if codes else 0,
    )


def has_second_factor(person: Person) -> bool:
    """Whether signing in asks a second question."""
    asked = Authenticator.objects.filter(user=person, type__in=[Kind.TOTP, Kind.WEBAUTHN])
    return bool(asked.exists())


def owes_second_factor(person: Person) -> bool:
    """A role for which the company demands a second factor opens nothing before one is set up."""
    demanded = set(setting_value("second_factor_roles") or [])
    return bool(demanded & roles_held(person)) and not has_second_factor(person)
