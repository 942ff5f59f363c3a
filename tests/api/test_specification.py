import pytest
import schemathesis

from app.access.permissions import Role


@pytest.fixture
def specification(nobody):
    return nobody.get("/api/v1/openapi.json").json


def test_the_api_describes_itself_as_openapi_3_1(specification):
    assert specification["openapi"].startswith("3.1")
    assert specification["components"]["securitySchemes"]["bearer"]["scheme"] == "bearer"


def test_the_description_is_valid(specification):
    schemathesis.openapi.from_dict(specification).validate()


def test_every_address_of_the_api_is_described(app, specification):
    described = {
        (path.replace("{", "<").replace("}", ">"), method.upper())
        for path, item in specification["paths"].items()
        for method in item
        if method in {"get", "post", "put", "patch", "delete"}
    }
    routed = set()
    for rule in app.url_map.iter_rules():
        if rule.rule.startswith("/api/v1/") and rule.endpoint.split(".")[0].endswith("_api"):
            plain = rule.rule
            for converter in ("uuid:", "string:", "int:"):
                plain = plain.replace(f"<{converter}", "<")
            routed |= {(plain, method) for method in rule.methods - {"HEAD", "OPTIONS"}}
    assert len(routed) >= 12
    assert routed - described == set()


def test_every_operation_says_what_it_does(specification):
    for path, item in specification["paths"].items():
        for method, operation in item.items():
            if isinstance(operation, dict) and "responses" in operation:
                assert operation.get("summary"), (method, path)


def test_the_center_stands_in_the_address_and_nowhere_in_what_is_sent(specification):
    schemas = specification["components"]["schemas"]
    assert schemas
    for name, schema in schemas.items():
        assert "center_id" not in schema.get("properties", {}), name


def test_options_and_head_answer_without_a_body(visitor, north):
    program = visitor(Role.WARD_WORKER, north)
    assert program.head("/api/v1/centers/north/consultations/").data == b""
    assert program.options("/api/v1/centers/north/consultations/").status_code == 200
