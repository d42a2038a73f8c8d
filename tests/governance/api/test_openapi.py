import pytest
from django.urls import reverse
from drf_spectacular.validation import validate_schema

from tests.rest import machine, make_token, signed_in

SCHEMA = "/api/v1/schema/"
pytestmark = pytest.mark.django_db


@pytest.fixture
def document(officer):
    _token, text = make_token(officer)
    return machine(text).get(SCHEMA).json()


def test_the_document_is_valid_openapi_3(document):
    validate_schema(document)
    assert document["openapi"].startswith("3.")


def test_every_operation_declares_its_refusals_and_its_keys(document):
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            assert {"400", "401", "403", "429"} <= operation["responses"].keys(), path
            assert operation["security"] == [{"token": []}, {"session": []}], path
            assert operation.get("summary"), path
            assert method in {"get", "post"}, path
            refusal = operation["responses"]["401"]["content"]["application/json"]["schema"]
            assert refusal == {"$ref": "#/components/schemas/Error"}
    assert set(document["components"]["schemas"]["Error"]["required"]) == {
        "code",
        "message",
        "fields",
        "request_id",
    }


def test_every_address_is_in_the_document(document):
    from config.api import urlpatterns

    named = {
        "/api/v1/"
        + str(each.pattern)
        .replace("<str:", "{")
        .replace("<int:", "{")
        .replace("<slug:", "{")
        .replace(">", "}")
        for each in urlpatterns
        if each.name not in {"lost", "schema"}
    }
    assert {path.replace("{id}", "{pk}") for path in document["paths"]} == named


def test_the_document_is_for_those_who_are_known(client, officer):
    assert client.get(SCHEMA).status_code == 401
    assert signed_in(officer).get(SCHEMA).status_code == 200


def test_the_docs_page_has_no_script_of_its_own(officer, employee):
    page = signed_in(officer).get(reverse("governance:api-docs"))

    text = page.content.decode()
    assert page.status_code == 200
    assert 'data-schema="/api/v1/schema/"' in text
    assert "swagger-ui-bundle.js" in text
    assert signed_in(employee).get(reverse("governance:api-docs")).status_code == 403


def test_the_docs_page_lists_every_address_without_any_script(officer, document):
    client = signed_in(officer)
    operations = [(m.upper(), path) for path, each in document["paths"].items() for m in each]

    groups = client.get(reverse("governance:api-docs")).context["groups"]
    text = client.get(reverse("governance:api-docs")).content.decode()

    listed = [(row.method, row.path) for group in groups for row in group.addresses]
    assert sorted(listed) == sorted(operations)
    assert all(row.summary for group in groups for row in group.addresses)
    assert all(f"<code>{path}</code>" in text for _method, path in operations)


def test_every_answer_has_an_example_of_its_own_shape(document):
    from jsonschema import Draft202012Validator

    shapes = {"components": document["components"]}
    for path, operations in document["paths"].items():
        for operation in operations.values():
            for status, response in operation["responses"].items():
                content = response.get("content", {}).get("application/json")
                if content is None:
                    continue
                given = [each["value"] for each in content.get("examples", {}).values()]
                given += [content["example"]] if "example" in content else []
                assert given, (path, status)
                for example in given:
                    Draft202012Validator({**content["schema"], **shapes}).validate(example)


def test_every_body_has_an_example_that_is_taken_for_what_it_is(document):
    from jsonschema import Draft202012Validator

    shapes = {"components": document["components"]}
    bodies = [
        operation["requestBody"]
        for operations in document["paths"].values()
        for operation in operations.values()
        if "requestBody" in operation
    ]
    assert len(bodies) >= 2
    for body in bodies:
        assert body["required"] is True
        content = body["content"]["application/json"]
        assert content["examples"]
        for example in content["examples"].values():
            Draft202012Validator({**content["schema"], **shapes}).validate(example["value"])


def test_tags_stand_in_the_order_of_the_clauses_and_scopes_are_told(document):
    names = [tag["name"] for tag in document["tags"]]
    assert names == ["governance", "processes", "planning", "kpi", "reviews", "improvements"]
    for operations in document["paths"].values():
        for method, operation in operations.items():
            assert "Scope of the token: `" in operation["description"]
            assert operation["tags"][0] in names
            assert ("304" in operation["responses"]) == (method == "get")
