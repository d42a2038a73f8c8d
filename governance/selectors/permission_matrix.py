"""The permission matrix as a page, a print and a file: the table the program asks (domain §3.5; reliability §3.2)."""

from dataclasses import dataclass

from django.utils.functional import Promise

from governance.permissions import ROLES, WORDS
from governance.states import Role
from governance.states.permission_group import ABOVE_ALL_ROLES, GROUPS


@dataclass(frozen=True)
class MatrixRow:
    """One right in words and as the code names it, what it is about, and per role whether it holds it."""

    words: str | Promise
    permission: str
    about: str | Promise
    held: tuple[bool, ...]


@dataclass(frozen=True)
class MatrixGroup:
    """The rights about one object, with the clause they come from."""

    label: str | Promise
    clause: str
    rows: tuple[MatrixRow, ...]


@dataclass(frozen=True)
class MatrixRole:
    """A role, the sentence that says what it is for, and how many rights it holds."""

    label: str | Promise
    sentence: str | Promise
    count: int


@dataclass(frozen=True)
class Matrix:
    """The printed permission matrix: what an assessor asks to see (domain §3.5)."""

    roles: tuple[MatrixRole, ...]
    groups: tuple[MatrixGroup, ...]
    above_all: tuple[str | Promise, ...]

    @property
    def rows(self) -> list[MatrixRow]:
        """Every right once, in the order of the page."""
        return [row for group in self.groups for row in group.rows]

    @property
    def width(self) -> int:
        """How many columns the table has."""
        return len(self.roles) + 1


def permission_matrix() -> Matrix:
    """The table the program itself asks, grouped by object; nothing is left out and nothing is added."""
    charters = list(ROLES.values())
    return Matrix(
        roles=tuple(
            MatrixRole(Role(each.role).label, each.sentence, len(each.permissions))
            for each in charters
        ),
        groups=tuple(
            MatrixGroup(
                group.label,
                group.clause,
                tuple(
                    MatrixRow(
                        WORDS[right],
                        str(right),
                        group.label,
                        tuple(right in each.permissions for each in charters),
                    )
                    for right in group.permissions
                ),
            )
            for group in GROUPS
        ),
        above_all=ABOVE_ALL_ROLES,
    )
