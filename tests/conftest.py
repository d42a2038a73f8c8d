"""What every test stands on: no network but loopback, fresh messages, services of our own."""

import importlib.util
import os
import shutil
import socket
from datetime import datetime, time, timedelta
from pathlib import Path

import pytest
import time_machine

from tests import services

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"
EVENING = time(23, 55)
pytest_plugins = (
    "tests.people",
    "tests.catalogue",
    "tests.chrome",
    "tests.documents",
    "tests.database",
    "tests.demo",
    "tests.guide",
)


def pytest_configure(config):
    """Start what the profile asks for before Django reads its settings; xdist's workers inherit it."""
    try_the_same_examples()
    if not hasattr(config, "workerinput"):
        compile_messages()
        config.stash[services.STARTED] = services.start_for(os.environ)
        # In one process Django has read its settings already, and would quietly use SQLite.
        if config.stash[services.STARTED] and not config.getoption("numprocesses", None):
            raise pytest.UsageError("TEST_DATABASE and TEST_BROKER need worker processes: add -n 1")


def pytest_unconfigure(config):
    from django.conf import settings

    shutil.rmtree(settings.SCRATCH, ignore_errors=True)
    for service in reversed(config.stash.get(services.STARTED, [])):
        service.stop()


def pytest_addoption(parser):
    parser.addoption("--manual", action="store_true", help="take the pictures of docs/manual anew")


def pytest_itemcollected(item):
    """Arithmetic, texts and files without a database are the same beside any: once is enough."""
    asks = {"db", "transactional_db", "demo_year"} & set(getattr(item, "fixturenames", ()))
    if not asks and not item.get_closest_marker("django_db"):
        item.add_marker(pytest.mark.once)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config, items):
    """What plays for minutes starts first, so that the other workers are not waiting for it at the end."""
    if not config.getoption("--manual"):
        left_out = [item for item in items if item.get_closest_marker("manual")]
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in left_out]
    for item in items:
        if item.get_closest_marker("browser"):
            # It meets Chromium, a busy machine and the clock at once; the summary names what was played twice.
            item.add_marker(pytest.mark.flaky(reruns=1, only_rerun="."))
    items.sort(key=lambda item: item.get_closest_marker("long") is None)


def pytest_terminal_summary(terminalreporter):
    """What was played twice says why: a second try hides nothing."""
    for report in terminalreporter.stats.get("rerun", ()):
        terminalreporter.write_sep("=", f"PLAYED TWICE {report.nodeid}")
        terminalreporter.write_line(report.longreprtext[-3000:])


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    return services.without_skip((yield), os.environ)


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(collector):
    return services.without_skip((yield), os.environ)


def try_the_same_examples():
    """Hypothesis tries the same everywhere and every time, as it does in CI; that a machine is slow breaks no rule."""
    from hypothesis import HealthCheck, settings

    settings.register_profile(
        "steady",
        derandomize=True,
        deadline=None,
        database=None,
        print_blob=True,
        suppress_health_check=[HealthCheck.too_slow],
    )
    settings.load_profile("steady")


def compile_messages():
    """A test reads what the .po file says now, not what somebody compiled last week."""
    from django.utils.translation.reloader import translation_file_changed

    spec = importlib.util.spec_from_file_location("messages", ROOT / "tools" / "messages.py")
    tool = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tool)
    if tool.PO.exists():
        compiled = tool.PO.with_suffix(".mo")
        if not compiled.exists() or compiled.stat().st_mtime < tool.PO.stat().st_mtime:
            tool.compile_all()
            # Where Django has loaded already (a run without workers), it reads them anew.
            translation_file_changed(sender=None, file_path=compiled)


LOOPBACK = {"127.0.0.1", "::1", "localhost", ""}
real_connect = socket.socket.connect


def guarded_connect(self, address):
    if isinstance(address, tuple) and address[0] not in LOOPBACK:
        raise RuntimeError(f"A test tried to reach {address[0]}: only this machine is allowed.")
    return real_connect(self, address)


@pytest.fixture(autouse=True, scope="session")
def no_network():
    """A test that needs the world outside is a test of somebody else's software."""
    patch = pytest.MonkeyPatch()
    patch.setattr(socket.socket, "connect", guarded_connect)
    yield
    patch.undo()


@pytest.fixture(autouse=True)
def steady_world(settings):
    """What one test changes about language, clock, request or cache is gone before the next."""
    from django.core.cache import cache
    from django.utils import timezone, translation

    from governance.lib.context import RequestContext, set_context

    # People of different tests have the same numbers: what one was told a minute ago is not another's.
    cache.clear()
    with translation.override(settings.LANGUAGE_CODE):
        yield
    timezone.deactivate()
    set_context(RequestContext())


@pytest.fixture(autouse=True)
def one_day():
    """No test begins so late in the evening that it ends on another day than it asked for."""
    from governance.selectors.calendar import local_zone

    began = datetime.now(local_zone())
    if began.time() < EVENING:
        yield
    else:
        with time_machine.travel(began + timedelta(minutes=10)):
            yield


@pytest.fixture(scope="session")
def shared():
    """The real data sets beside the project; absent at a user's, present at a developer's and in CI."""
    if not (SHARED / "data").is_dir():
        pytest.skip(services.NO_SHARED)
    return SHARED


@pytest.fixture(scope="session")
def own_redis():
    """A Redis of the test's own on a free port."""
    with services.borrowed(services.Redis, os.environ) as service:
        yield service


@pytest.fixture(scope="session")
def own_postgres():
    """A PostgreSQL of the test's own on a free port."""
    with services.borrowed(services.Postgres, os.environ) as service:
        yield service


@pytest.fixture(scope="session")
def chromium():
    """The path of a real Chromium."""
    path = services.chromium(os.environ)
    if path is None:
        services.missing("Chromium", "sudo apt-get install -y chromium")
    return path


@pytest.fixture(autouse=True, scope="session")
def trail_can_be_emptied():
    """Trail, resolutions and signed reviews refuse DELETE and TRUNCATE; only emptying a test database lifts that for a moment."""
    from django.db import connection

    from governance.lib.appendonly import guard_table, release_table
    from reviews.lib.signed import lock_signed, unlock_signed

    tables = ("governance_auditentry", "governance_auditanchor", "governance_resolution")
    operations = type(connection.ops)
    flush = operations.execute_sql_flush

    def flush_with_open_trail(self, sql_list):
        for table in tables:
            release_table(self.connection, table)
        unlock_signed(self.connection)
        flush(self, sql_list)
        lock_signed(self.connection)
        for table in tables:
            guard_table(self.connection, table)

    patch = pytest.MonkeyPatch()
    patch.setattr(operations, "execute_sql_flush", flush_with_open_trail)
    yield
    patch.undo()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """A live server's threads keep their connections; PostgreSQL drops no database that is in use."""
    yield
    from django.db import connection

    if connection.vendor != "postgresql":
        return
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
