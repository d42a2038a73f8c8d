from datetime import UTC, datetime, timedelta

import pytest

from governance.models import IdempotencyKey
from governance.services.idempotency import Answer, Keyed, KeyReused, KeyRunning, answer_once

NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)


@pytest.fixture
def keyed(specialist):
    return Keyed(specialist, None, "k", "d" * 64)


def left_behind(keyed, at):
    return IdempotencyKey.objects.create(
        person=keyed.person, key=keyed.key, request_sha256=keyed.digest, status=None, created_at=at
    )


def test_the_act_is_done_once_and_the_answer_told_twice(keyed):
    acts = []

    def act():
        acts.append(1)
        return Answer(201, {"name": "过程"})

    assert answer_once(keyed, act, at=NOW) == (Answer(201, {"name": "过程"}), False)
    assert answer_once(keyed, act, at=NOW) == (Answer(201, {"name": "过程"}), True)
    assert acts == [1]


def test_another_request_under_the_key_is_refused(keyed, specialist):
    answer_once(keyed, lambda: Answer(201, {}), at=NOW)

    with pytest.raises(KeyReused):
        answer_once(Keyed(specialist, None, "k", "e" * 64), lambda: Answer(201, {}), at=NOW)


def test_a_key_is_a_persons_own(keyed, colleague):
    answer_once(keyed, lambda: Answer(201, {}), at=NOW)

    _answer, again = answer_once(
        Keyed(colleague, None, "k", "e" * 64), lambda: Answer(201, {}), at=NOW
    )
    assert not again


def test_while_the_first_runs_the_second_is_refused_until_the_lease_ends(keyed):
    left_behind(keyed, NOW)

    with pytest.raises(KeyRunning):
        answer_once(keyed, lambda: Answer(201, {}), at=NOW + timedelta(minutes=2))
    later = NOW + timedelta(minutes=2, seconds=1)
    assert answer_once(keyed, lambda: Answer(201, {}), at=later) == (Answer(201, {}), False)


def test_an_act_that_fails_leaves_no_key(keyed):
    def fail():
        raise RuntimeError

    with pytest.raises(RuntimeError):
        answer_once(keyed, fail, at=NOW)
    assert not IdempotencyKey.objects.exists()


def test_old_keys_are_forgotten(keyed):
    answer_once(keyed, lambda: Answer(201, {}), at=NOW)

    _answer, again = answer_once(
        keyed, lambda: Answer(201, {}), at=NOW + timedelta(days=7, seconds=1)
    )
    assert not again
