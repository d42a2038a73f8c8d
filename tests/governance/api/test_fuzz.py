"""The OpenAPI document against the live doors: whatever it allows or forbids is answered as declared, never by 5xx."""

import pytest
from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as tuned

from config.api import urlpatterns
from tests.kpi.collecting import make_assignment, make_indicator, make_measure, make_process
from tests.rest import READ, WRITE, make_token

EXAMPLES = 6
DOORS = [each.name for each in urlpatterns if each.name not in {"lost", "schema"}]
CHECKS = ("status_code_conformance", "content_type_conformance", "response_schema_conformance")
pytestmark = [pytest.mark.performance, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def text(specialist, operations, settings):
    settings.API_REQUESTS_PER_MINUTE = 1_000_000
    process = make_process()
    for code in ("inc_met", "inc_all"):
        make_measure(code, process)
    make_indicator("INC-04", process, "inc_met / inc_all")
    make_assignment(specialist, process, operations)
    return make_token(specialist, READ, WRITE)[1]


@pytest.mark.parametrize("mode", ["positive", "negative"])
def test_every_door_answers_as_declared(live_server, text, mode):
    import schemathesis  # two seconds of loading that no other test needs

    headers = {"Authorization": f"Bearer {text}"}
    document = schemathesis.openapi.from_url(f"{live_server.url}/api/v1/schema/", headers=headers)
    checks = [schemathesis.checks.not_a_server_error]
    checks += [schemathesis.checks.CHECKS.get_one(name) for name in CHECKS]
    kind = schemathesis.GenerationMode(mode)
    doors = [found.ok() for found in document.get_all_operations()]

    for door in doors:

        @tuned(
            max_examples=EXAMPLES,
            deadline=None,
            derandomize=True,
            database=None,
            suppress_health_check=list(HealthCheck),
            phases=[Phase.generate],
        )
        @given(case=door.as_strategy(generation_mode=kind))
        def play(case):
            case.validate_response(case.call(headers=headers), checks=checks)

        play()

    assert len(doors) == len(DOORS)
