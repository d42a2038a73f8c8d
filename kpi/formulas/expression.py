"""The formula language of indicators: + - * /, parentheses, decimal numbers and names of measures; never `eval`."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cached_property

from django.utils.translation import gettext as _

from governance.lib.numbers import half_width, plain, shorten

Values = Mapping[str, Decimal | Fraction | int | None]

LONGEST_FORMULA = 300
DEEPEST_NESTING = 20
LONGEST_NAME = 60
MOST_DIGITS = 14

# The two signs of the four that have no full-width twin in ASCII.
SIGNS = str.maketrans({"×": "*", "÷": "/"})
BLANKS = " \t\r\n"
TOKEN = re.compile(
    r"[ \t\r\n]*(?:(?P<number>[0-9]+(?:[.][0-9]+)?)|(?P<name>[a-z][a-z0-9_]*)|(?P<sign>[-+*/()]))"
)
RANK = {"+": 1, "-": 1, "*": 2, "/": 2}


class BadFormula(ValueError):  # noqa: N818 -- named for what was typed, as house style names refusals
    """The text is not a formula; the message says why, `position` where (1 = first character)."""

    def __init__(self, message: str, position: int) -> None:
        super().__init__(message)
        self.position = position


class NoSample(ArithmeticError):  # noqa: N818 -- an outcome with a name of its own, not a fault
    """A denominator is zero: there was nothing to measure (domain §4.3b)."""


@dataclass(frozen=True)
class Number:
    """A literal, kept as decimal so that it prints as it was meant."""

    value: Decimal


@dataclass(frozen=True)
class Name:
    """The code of a measure."""

    name: str


@dataclass(frozen=True)
class Operation:
    """Two operands and the sign between them."""

    sign: str
    left: "Node"
    right: "Node"


Node = Number | Name | Operation


@dataclass(frozen=True)
class Formula:
    """A formula read once: its canonical text, the measures it needs, its two sides as a quotient."""

    root: Node

    def __str__(self) -> str:
        return self.text

    @property
    def text(self) -> str:
        """The canonical text: single blanks and only the parentheses that matter; it reads back equal."""
        return _written(self.root)

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The measures it needs, each once, in the order they are written."""
        return tuple(dict.fromkeys(_names(self.root)))

    @property
    def is_ratio(self) -> bool:
        return _sides(self.root)[1] is not None

    @cached_property
    def numerator(self) -> "Formula":
        """The upper side of the quotient; the whole formula where nothing is divided."""
        return Formula(_sides(self.root)[0])

    @cached_property
    def denominator(self) -> "Formula | None":
        """The lower side of the quotient; None where nothing is divided, which makes it a count.

        Sums and products with a quotient are brought over its denominator, so the form of GB/T 33850,
        `1 - late / total`, has the sides `1 * total - late` and `total`.
        """
        below = _sides(self.root)[1]
        return None if below is None else Formula(below)

    def evaluate(self, values: Values) -> Fraction | None:
        """The exact result; None where a measure is not there, `NoSample` where any denominator is zero."""
        if any(values.get(name) is None for name in self.names):
            return None
        return _value(self.root, values)


def parse_formula(text: str) -> Formula:
    """A formula is read by the usual rules (* and / before + and -, from left to right) or refused with the place.

    >>> parse_formula("(closed-late)/closed").text
    '(closed - late) / closed'
    """
    typed = half_width(text).translate(SIGNS)
    if len(typed) > LONGEST_FORMULA:
        raise BadFormula(
            _("The formula is too long; at most %(limit)s characters are read.")
            % {"limit": LONGEST_FORMULA},
            LONGEST_FORMULA + 1,
        )
    reader = _Reader(list(_tokens(typed)))
    root = reader.sum(depth=0)
    reader.expect_end()
    return Formula(root)


@dataclass(frozen=True)
class _Token:
    kind: str
    text: str
    position: int


def _tokens(typed: str) -> Iterator[_Token]:
    position = 0
    while position < len(typed):
        match = TOKEN.match(typed, position)
        if match is None:
            place = len(typed) - len(typed[position:].lstrip(BLANKS))
            raise BadFormula(
                _(
                    "Position %(position)s: “%(text)s” cannot stand in a formula; write codes of measures "
                    "(a-z, 0-9, _), numbers, + - * / and parentheses.",
                )
                % {"position": place + 1, "text": typed[place]},
                place + 1,
            )
        kind = match.lastgroup or ""
        yield _checked(_Token(kind, match[kind], match.start(kind) + 1))
        position = match.end()
    yield _Token("end", "", len(typed) + 1)


def _checked(token: _Token) -> _Token:
    limits = {"name": LONGEST_NAME, "number": MOST_DIGITS + 1}
    if len(token.text) > limits.get(token.kind, LONGEST_FORMULA):
        raise BadFormula(
            _("Position %(position)s: “%(text)s” is too long.")
            % {"position": token.position, "text": shorten(token.text)},
            token.position,
        )
    return token


class _Reader:
    """Recursive descent over the tokens: sum, product, atom."""

    def __init__(self, tokens: list[_Token]) -> None:
        self.tokens = tokens
        self.index = 0

    @property
    def token(self) -> _Token:
        return self.tokens[self.index]

    def take(self) -> _Token:
        token = self.token
        self.index += 1
        return token

    def sum(self, depth: int) -> Node:
        node = self.product(depth)
        while self.token.text in {"+", "-"}:
            sign = self.take().text
            node = Operation(sign, node, self.product(depth))
        return node

    def product(self, depth: int) -> Node:
        node = self.atom(depth)
        while self.token.text in {"*", "/"}:
            sign = self.take().text
            node = Operation(sign, node, self.atom(depth))
        return node

    def atom(self, depth: int) -> Node:
        token = self.take()
        if token.kind == "number":
            return Number(Decimal(token.text))
        if token.kind == "name":
            return Name(token.text)
        if token.text != "(":
            raise _unexpected(token, _("a code of a measure, a number or “(”"))
        if depth == DEEPEST_NESTING:
            raise BadFormula(
                _("Position %(position)s: parentheses are nested more than %(limit)s deep.")
                % {"position": token.position, "limit": DEEPEST_NESTING},
                token.position,
            )
        node = self.sum(depth + 1)
        closing = self.take()
        if closing.text != ")":
            raise _unexpected(closing, _("“)” or one of + - * /"))
        return node

    def expect_end(self) -> None:
        if self.token.kind != "end":
            raise _unexpected(self.token, _("one of + - * / or the end"))


def _unexpected(token: _Token, wanted: str) -> BadFormula:
    if token.kind == "end":
        message = _("The formula breaks off at position %(position)s; %(wanted)s is missing.")
    else:
        message = _("Position %(position)s: %(wanted)s is expected here, not “%(text)s”.")
    facts = {"position": token.position, "wanted": wanted, "text": shorten(token.text)}
    return BadFormula(message % facts, token.position)


def _written(node: Node) -> str:
    if isinstance(node, Number):
        return plain(node.value)
    if isinstance(node, Name):
        return node.name
    left, right = _written(node.left), _written(node.right)
    if _rank(node.left) < RANK[node.sign]:
        left = f"({left})"
    # a - (b - c) and a / (b * c) need theirs: operators of one rank bind from the left.
    if _rank(node.right) <= RANK[node.sign]:
        right = f"({right})"
    return f"{left} {node.sign} {right}"


def _rank(node: Node) -> int:
    return RANK[node.sign] if isinstance(node, Operation) else max(RANK.values()) + 1


def _names(node: Node) -> Iterator[str]:
    if isinstance(node, Name):
        yield node.name
    elif isinstance(node, Operation):
        yield from _names(node.left)
        yield from _names(node.right)


def _sides(node: Node) -> tuple[Node, Node | None]:
    if not isinstance(node, Operation):
        return node, None
    if node.sign == "/":
        return node.left, node.right
    (above, below), (other_above, other_below) = _sides(node.left), _sides(node.right)
    if node.sign == "*":
        return _times(above, other_above), _common(below, other_below)
    if below == other_below:
        return Operation(node.sign, above, other_above), below
    joined = Operation(node.sign, _over(above, other_below), _over(other_above, below))
    return joined, _common(below, other_below)


def _times(left: Node, right: Node) -> Node:
    return Operation("*", left, right)


def _over(above: Node, factor: Node | None) -> Node:
    return above if factor is None else _times(above, factor)


def _common(below: Node | None, other: Node | None) -> Node | None:
    if below is None or other is None:
        return below or other
    return _times(below, other)


def _value(node: Node, values: Values) -> Fraction:
    if isinstance(node, Number):
        return Fraction(node.value)
    if isinstance(node, Name):
        # `evaluate` has seen that every name is there.
        return Fraction(values[node.name] or 0)
    left, right = _value(node.left, values), _value(node.right, values)
    if node.sign == "+":
        return left + right
    if node.sign == "-":
        return left - right
    if node.sign == "*":
        return left * right
    if not right:
        raise NoSample
    return left / right


def clashing_units(formula: Formula, units: Mapping[str, str]) -> tuple[str, str] | None:
    """Two units that are added or compared without being one: hours and workdays do not mix (domain §4.3h).

    Returns the first such pair; None where everything added is of one unit. Numbers, quotients and
    products go with anything.

    >>> clashing_units(parse_formula("hours + days"), {"hours": "h", "days": "工作日"})
    ('h', '工作日')
    """
    return _clash(formula.root, units)


def _clash(node: Node, units: Mapping[str, str]) -> tuple[str, str] | None:
    if not isinstance(node, Operation):
        return None
    inside = _clash(node.left, units) or _clash(node.right, units)
    if inside is not None or node.sign in {"*", "/"}:
        return inside
    left, right = _unit(node.left, units), _unit(node.right, units)
    return (left, right) if left and right and left != right else None


def _unit(node: Node, units: Mapping[str, str]) -> str:
    if isinstance(node, Name):
        return units.get(node.name, "")
    if isinstance(node, Operation) and node.sign in {"+", "-"}:
        return _unit(node.left, units) or _unit(node.right, units)
    return ""
