"""The trail: chained, append-only, and every kind of tampering is found."""

from datetime import UTC, date, datetime

import pytest
from django.db import DatabaseError, connection, transaction

from governance.lib.actors import SystemActor
from governance.lib.appendonly import guard_table, release_table
from governance.models import AuditEntry
from governance.services.audit import GENESIS, Change, anchor_chain, one_trail, record, verify_chain

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
CLOCK = SystemActor("tests")
TABLE = "governance_auditentry"


def write(count):
    return [
        record(f"tests.act_{n}", by=CLOCK, at=NOW, change=Change(after={"n": str(n)}, note="因为"))
        for n in range(count)
    ]


def tamper(statement, *parameters):
    release_table(connection, TABLE)
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
    guard_table(connection, TABLE)


def test_record_chains_each_entry_to_the_one_before():
    first, second = write(2)

    assert (first.sequence, second.sequence) == (1, 2)
    assert first.previous_hash == GENESIS
    assert second.previous_hash == first.hash


def test_acts_of_one_trail_are_chained_in_their_order_in_one_statement(django_assert_num_queries):
    (before,) = write(1)

    # PostgreSQL is asked for the chain's lock besides; SQLite has one writer anyway.
    lock = connection.vendor == "postgresql"
    with django_assert_num_queries(2 + lock), transaction.atomic(savepoint=False), one_trail():
        write(2)
        with one_trail():
            write(1)

    rows = list(AuditEntry.objects.order_by("sequence").values_list("action", flat=True))
    assert rows == ["tests.act_0", "tests.act_0", "tests.act_1", "tests.act_0"]
    assert AuditEntry.objects.get(sequence=2).previous_hash == before.hash
    assert verify_chain() is None


def test_an_act_that_fails_inside_one_trail_leaves_nothing_behind():
    def act():
        with transaction.atomic(), one_trail():
            write(2)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        act()
    write(1)

    assert AuditEntry.objects.count() == 1
    assert verify_chain() is None


def test_verify_chain_of_an_untouched_trail_finds_nothing():
    write(5)
    anchor_chain(at=NOW, day=date(2026, 3, 2))

    assert verify_chain() is None


def test_verify_chain_names_the_first_changed_entry():
    write(5)
    tamper(f"UPDATE {TABLE} SET note = 'nothing happened' WHERE sequence = %s", 3)

    fault = verify_chain()

    assert fault is not None
    assert (fault.sequence, fault.problem) == (3, "changed")


def test_verify_chain_names_a_removed_entry():
    write(5)
    tamper(f"DELETE FROM {TABLE} WHERE sequence = %s", 2)

    fault = verify_chain()

    assert fault is not None
    assert (fault.sequence, fault.problem) == (2, "missing")


def test_verify_chain_sees_a_cut_tail_by_its_anchor():
    write(5)
    anchor_chain(at=NOW, day=date(2026, 3, 2))
    tamper(f"DELETE FROM {TABLE} WHERE sequence > %s", 3)

    fault = verify_chain()

    assert fault is not None
    assert (fault.sequence, fault.problem) == (5, "cut")


@pytest.mark.parametrize(
    "statement",
    [f"UPDATE {TABLE} SET note = 'x'", f"DELETE FROM {TABLE}"],
    ids=["update", "delete"],
)
def test_database_refuses_to_change_the_trail(statement):
    write(1)

    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert AuditEntry.objects.get().note == "因为"


def test_anchor_chain_twice_a_day_keeps_the_first():
    write(1)
    first = anchor_chain(at=NOW, day=date(2026, 3, 2))
    write(1)

    again = anchor_chain(at=NOW, day=date(2026, 3, 2))

    assert first == again
    assert again.sequence == 1


def test_anchor_chain_of_an_empty_trail_is_none():
    assert anchor_chain(at=NOW, day=date(2026, 3, 2)) is None
