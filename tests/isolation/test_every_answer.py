"""Every operation of the specification, asked what the specification allows and what it forbids.

schemathesis makes the requests; the center and the rows they name are real, or made up as
well. Whatever is asked, the answer is one that the specification names, in the shape it
gives, and never a fault of the server.
"""

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from schemathesis.transport.wsgi import WSGI_TRANSPORT

from app.access.permissions import Role
from tests.isolation.house import ROLES, House, forgotten

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
EXAMPLES = {GenerationMode.POSITIVE: 4, GenerationMode.NEGATIVE: 2}

Operation = Any  # schemathesis has a type for it, and says everything else in Any


@pytest.fixture(scope="module")
def operations(database) -> list[Operation]:
    document = database.app.test_client().get("/api/v1/openapi.json").json
    found = schemathesis.openapi.from_dict(document).get_all_operations()
    return [each.ok() for each in found]


@pytest.fixture(autouse=True)
def unhurried(app, monkeypatch):
    monkeypatch.setitem(app.config, "API_RATE_PER_CALLER", "1000000 per minute")


@pytest.mark.parametrize("mode", EXAMPLES)
def test_no_answer_is_a_fault_or_outside_the_specification(house, operations, mode):
    assert len(operations) > 40
    assert [found for each in operations for found in faults(house, each, mode)] == []


def faults(house: House, operation: Operation, mode: GenerationMode) -> Iterator[str]:
    """What is wrong with the answers of one operation: each fault once."""
    found: dict[str, None] = {}
    number = 0

    @seed(20261127)
    @settings(
        max_examples=EXAMPLES[mode],
        phases=[Phase.generate],
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def ask(case: Any) -> None:
        nonlocal found, number
        made_up = dict(case.path_parameters or {})
        for role in ROLES:
            case.path_parameters = made_up | named(house, role, made_up, number)
            number += 1
            try:
                case.validate_response(answer(house, role, case), checks=CHECKS)
            except schemathesis.errors.SchemathesisError as error:  # not generated as it should
                raise AssertionError(operation.label) from error
            except BaseExceptionGroup as failures:
                found.update(
                    {f"{operation.label}: {said(each)}": None for each in failures.exceptions}
                )

    if is_possible(operation, mode):
        ask()
    yield from found


def is_possible(operation: Operation, mode: GenerationMode) -> bool:
    """An operation that takes nothing cannot be asked anything wrong."""
    return mode is GenerationMode.POSITIVE or bool(operation.body or operation.query)


def named(house: House, role: Role, made_up: dict[str, Any], number: int) -> dict[str, Any]:
    """The own center; every second time the own rows, else those that were made up."""
    if "center" not in made_up:
        return {}
    own = {name: str(row) for name, row in house.own_ids(role).items() if name in made_up}
    return {"center": house.home(role).slug, **({} if number % 8 >= len(ROLES) else own)}


def answer(house: House, role: Role, case: Any) -> Any:
    asked = WSGI_TRANSPORT.serialize_case(case)
    asked["headers"].pop("Authorization", None)
    with forgotten():
        return house.visitors[role].open(**asked)


def said(failure: Exception) -> str:
    return " ".join(str(failure).split())[:300]
