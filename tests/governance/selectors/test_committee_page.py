"""The rule in plain words comes to the heads that the count itself demands (G20)."""

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.formulas.decision import Count, tally_votes
from governance.models import CommitteeRule
from governance.selectors.committee_page import rule_in_words, rule_of
from governance.selectors.resolution import tally_in_words, year_of_text
from governance.states import MajorityBasis


def make_rule(quorum="2/3", majority="1/2", basis=MajorityBasis.ALL_MEMBERS, **facts):
    quorum, majority = Fraction(quorum), Fraction(majority)
    given_ = {
        "valid_from": date(2026, 1, 1),
        "quorum_of": quorum.numerator,
        "quorum_in": quorum.denominator,
        "majority_of": majority.numerator,
        "majority_in": majority.denominator,
        "majority_basis": basis,
        "is_majority_strict": True,
        "abstentions_count": True,
        "proposer_recuses": True,
        "form": "either",
    } | facts
    return CommitteeRule(**given_)


@pytest.mark.parametrize(
    ("rule", "voters", "summary"),
    [
        (make_rule(), 7, "7 名有表决权委员：至少 5 人出席；至少 4 票同意。"),
        (make_rule(), 6, "6 名有表决权委员：至少 4 人出席；至少 4 票同意。"),
        (
            make_rule(majority="2/3", is_majority_strict=False),
            9,
            "9 名有表决权委员：至少 6 人出席；至少 6 票同意。",
        ),
        (
            make_rule(basis=MajorityBasis.PRESENT),
            7,
            "7 名有表决权委员：至少 5 人出席；恰有 5 人出席时，至少 3 票同意。",
        ),
        (
            make_rule("1/2", basis=MajorityBasis.CAST),
            5,
            "5 名有表决权委员：至少 3 人出席；恰有 3 人出席时，至少 2 票同意。",
        ),
    ],
)
def test_a_rule_says_how_many_heads_it_takes(rule, voters, summary):
    assert rule_in_words(rule, voters).summary == summary


shares = st.fractions(min_value=Fraction(1, 12), max_value=1, max_denominator=12)


@given(quorum=shares, majority=shares, voters=st.integers(1, 30), strict=st.booleans())
def test_what_is_told_is_just_enough(quorum, majority, voters, strict):
    rule = make_rule(quorum, majority, is_majority_strict=strict and majority < 1)
    told = rule_in_words(rule, voters).summary
    needed = tally_votes(Count(yes=voters), rule_of(rule))

    assert f"至少 {needed.quorum_needed} 人出席；至少 {needed.majority_needed} 票同意" in told
    enough = max(needed.quorum_needed, needed.majority_needed)
    passed = tally_votes(Count(yes=enough, waiting=voters - enough), rule_of(rule))
    short = needed.majority_needed - 1
    missed = tally_votes(Count(yes=short, no=voters - short), rule_of(rule))
    assert passed.is_passed
    assert not missed.is_passed


def test_a_frozen_count_is_told_with_its_arithmetic():
    tally = tally_votes(Count(yes=3, no=1, recused=1, waiting=1), rule_of(make_rule())).as_json()

    told = tally_in_words({**tally, "votes": []})

    assert told.quorum == (
        "有表决权 5 人 × 2/3，向上取整：至少 4 人出席；实际 4 人。 1 人回避，不计入基数。"
    )
    assert "超过 1/2：至少 3 票同意；实际同意 3 票。" in told.majority
    assert tally_in_words({}) is None


@pytest.mark.parametrize("text", ["26", "3026", "20260", "二〇二六", "٢٠٢٦", ""])
def test_what_is_no_year_is_refused(text):
    with pytest.raises(ValueError, match="年份"):
        year_of_text(text)


def test_a_year_is_a_span_of_days():
    assert year_of_text("2026") == (date(2026, 1, 1), date(2027, 1, 1))
