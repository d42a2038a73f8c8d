"""The arithmetic of decisions: worked by hand, and true for every count (domain §6.3; G20)."""

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.formulas.decision import (
    Base,
    Count,
    TallyRule,
    Verdict,
    all_agree,
    one_agrees,
    share_agrees,
    tally_votes,
)

PENDING, PASSED, FAILED, RETURNED = (
    Verdict.PENDING,
    Verdict.PASSED,
    Verdict.FAILED,
    Verdict.RETURNED,
)
RULE = TallyRule(Fraction(2, 3), Fraction(1, 2), Base.ALL_MEMBERS, True, True)


@pytest.mark.parametrize(
    ("count", "verdict"),
    [
        (Count(yes=2), PASSED),
        (Count(yes=2, waiting=1), PENDING),
        (Count(yes=2, no=1), FAILED),
        (Count(yes=2, no=1, waiting=3), FAILED),
        (Count(yes=2, abstained=1), FAILED),
        (Count(yes=2, recused=1), PASSED),
        (Count(recused=2), PENDING),
        (Count(yes=5, no=1, returned=1), RETURNED),
        (Count(), PENDING),
    ],
)
def test_all_agree_worked_by_hand(count, verdict):
    assert all_agree(count) == verdict


@pytest.mark.parametrize(
    ("count", "has_veto", "verdict"),
    [
        (Count(yes=1, waiting=3), False, PASSED),
        (Count(no=1, waiting=1), False, PENDING),
        (Count(no=1, waiting=1), True, FAILED),
        (Count(no=2), False, FAILED),
        (Count(no=1, yes=1), False, PASSED),
        (Count(recused=2), False, PENDING),
        (Count(returned=1, waiting=2), False, RETURNED),
    ],
)
def test_one_agrees_worked_by_hand(count, has_veto, verdict):
    assert one_agrees(count, has_veto=has_veto) == verdict


@pytest.mark.parametrize(
    ("count", "per_cent", "has_veto", "verdict"),
    [
        (Count(yes=2, waiting=1), 67, False, PENDING),
        (Count(yes=2, waiting=1), 66, False, PASSED),
        (Count(yes=2, no=1), 67, False, FAILED),
        (Count(yes=1, no=1), 50, False, PASSED),
        (Count(yes=1, no=1, abstained=1), 50, False, FAILED),
        (Count(yes=1, no=1, recused=1), 50, False, PASSED),
        (Count(yes=4, no=1), 50, True, FAILED),
        (Count(yes=4, waiting=1), 50, True, PENDING),
        (Count(no=2, waiting=1), 50, False, FAILED),
        (Count(recused=3), 50, False, PENDING),
    ],
)
def test_share_agrees_worked_by_hand(count, per_cent, has_veto, verdict):
    assert share_agrees(count, per_cent, has_veto=has_veto) == verdict


def test_tally_of_the_docstring():
    passed = tally_votes(Count(yes=4, no=1, abstained=1, recused=1), RULE)
    failed = tally_votes(Count(yes=3, no=1, waiting=2, recused=1), RULE)

    assert (passed.members, passed.base, passed.quorum_needed, passed.majority_needed) == (
        7,
        6,
        4,
        4,
    )
    assert (passed.present, passed.is_passed) == (6, True)
    assert (failed.present, failed.has_quorum, failed.is_passed) == (4, True, False)


@pytest.mark.parametrize(
    ("basis", "is_strict", "needed"),
    [
        (Base.ALL_MEMBERS, True, 4),
        (Base.ALL_MEMBERS, False, 3),
        (Base.PRESENT, True, 3),
        (Base.PRESENT, False, 3),
        (Base.CAST, True, 3),
        (Base.CAST, False, 2),
    ],
)
def test_the_majority_by_its_basis(basis, is_strict, needed):
    """Six members, 2 for, 2 against, 1 abstaining, 1 silent: present 5, cast 4."""
    rule = replace(RULE, basis=basis, is_strict=is_strict)

    tally = tally_votes(Count(yes=2, no=2, abstained=1, waiting=1), rule)

    assert tally.majority_needed == needed
    assert tally.is_passed == (needed <= 2)


def test_who_abstains_counts_for_the_quorum_only_where_the_rule_says_so():
    count = Count(yes=3, abstained=1, waiting=2)

    assert tally_votes(count, RULE).has_quorum
    assert not tally_votes(count, replace(RULE, abstentions_count=False)).has_quorum


def test_who_sits_silent_in_the_meeting_is_present():
    count = Count(yes=3, waiting=3)

    assert not tally_votes(count, RULE).has_quorum
    assert tally_votes(count, RULE, silent_present=1).has_quorum


def test_two_thirds_of_three_are_exactly_two():
    """A float would make 2.0000000000000004 of it, and of 2 a missed quorum."""
    assert tally_votes(Count(yes=2, waiting=1), RULE).has_quorum
    assert tally_votes(Count(yes=2), replace(RULE, majority=Fraction(1), is_strict=False)).is_passed


def test_without_a_single_yes_nothing_passes():
    rule = replace(RULE, majority=Fraction(1, 100), is_strict=False, basis=Base.CAST)

    assert not tally_votes(Count(abstained=6), rule).is_passed


def test_a_return_prevails_over_as_many_against():
    assert tally_votes(Count(yes=2, no=1, returned=1), RULE).is_returned
    assert not tally_votes(Count(yes=1, no=2, returned=1), RULE).is_returned
    assert not tally_votes(Count(yes=3, returned=1), RULE).is_returned


def test_what_is_frozen_can_be_counted_again():
    tally = tally_votes(Count(yes=4, no=1, recused=1), RULE)
    frozen = tally.as_json()
    again = Count(**{name: frozen[name] for name in ("yes", "no", "abstained", "returned")})
    rule = replace(RULE, quorum=Fraction(frozen["quorum"]), majority=Fraction(frozen["majority"]))

    assert tally_votes(replace(again, recused=1), rule) == tally


heads = st.integers(0, 12)
counts = st.builds(
    Count, yes=heads, no=heads, abstained=heads, returned=heads, recused=heads, waiting=heads
)
shares = st.fractions(Fraction(1, 50), 1, max_denominator=50)
rules = st.builds(
    TallyRule,
    quorum=shares,
    majority=shares,
    basis=st.sampled_from(list(Base)),
    is_strict=st.booleans(),
    abstentions_count=st.booleans(),
)
RANK = {FAILED: 0, RETURNED: 0, PENDING: 1, PASSED: 2}


def verdicts(count, per_cent):
    return [
        all_agree(count),
        one_agrees(count),
        one_agrees(count, has_veto=True),
        share_agrees(count, per_cent),
        share_agrees(count, per_cent, has_veto=True),
    ]


@given(counts, st.integers(1, 100))
def test_an_answer_of_yes_never_worsens_a_step(count, per_cent):
    if not count.waiting:
        return
    more = replace(count, yes=count.yes + 1, waiting=count.waiting - 1)

    before, after = verdicts(count, per_cent), verdicts(more, per_cent)

    assert all(RANK[new] >= RANK[old] for old, new in zip(before, after, strict=True))


@given(counts, st.integers(1, 100))
def test_what_is_decided_stays_decided_whatever_the_rest_answers(count, per_cent):
    """A share that has passed or failed is not turned by outstanding answers for or against."""
    verdict = share_agrees(replace(count, returned=0), per_cent)
    if verdict == PENDING or not count.waiting:
        return
    rest = replace(count, returned=0, waiting=0)

    for final in (
        replace(rest, yes=count.yes + count.waiting),
        replace(rest, no=count.no + count.waiting),
        replace(rest, abstained=count.abstained + count.waiting),
    ):
        assert share_agrees(final, per_cent) == verdict


@given(counts, rules, st.sampled_from(["no", "abstained", "returned", "waiting"]))
def test_one_who_changes_to_yes_never_turns_a_pass_into_a_fail(count, rule, source):
    if not getattr(count, source):
        return
    more = replace(count, yes=count.yes + 1, **{source: getattr(count, source) - 1})

    assert not tally_votes(count, rule).is_passed or tally_votes(more, rule).is_passed


@given(counts, rules)
def test_a_passed_vote_has_its_quorum_and_its_majority(count, rule):
    tally = tally_votes(count, rule)

    if tally.is_passed:
        assert tally.present >= rule.quorum * tally.base
        assert count.yes >= 1
        share = Fraction(count.yes, tally.majority_base)
        assert share > rule.majority if rule.is_strict else share >= rule.majority
    assert not (tally.is_passed and tally.is_returned)


@given(counts, rules)
def test_nobody_is_counted_twice(count, rule):
    tally = tally_votes(count, rule)

    assert tally.base + count.recused == tally.members
    assert tally.present <= tally.base
    assert tally.majority_base <= tally.base


@given(
    st.lists(st.sampled_from(["yes", "no", "abstained", "returned", "recused"]), max_size=12),
    st.randoms(),
    rules,
)
def test_the_order_of_the_answers_is_irrelevant(answers, random, rule):
    def counted(words):
        count = Count()
        for word in words:
            count = replace(count, **{word: getattr(count, word) + 1})
        return count

    shuffled = list(answers)
    random.shuffle(shuffled)

    assert tally_votes(counted(answers), rule) == tally_votes(counted(shuffled), rule)
    assert verdicts(counted(answers), 60) == verdicts(counted(shuffled), 60)
