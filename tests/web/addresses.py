"""Every address of the app, made from its URL map: a new route is met by these tests as well."""

from typing import Any

from flask import Flask
from werkzeug.routing import Rule

UNSAFE = ("POST", "PUT", "PATCH", "DELETE")
NOTHING = "00000000-0000-7000-8000-000000000000"
SAMPLES = {
    "filename": "style.css",
    "month": "2025-11",
    "year": 2025,
    "fiscal_year": 2025,
    "number": 1,
    "version": 1,
}


def rules_of(app: Flask, method: str) -> list[Rule]:
    return [rule for rule in app.url_map.iter_rules() if method in (rule.methods or ())]


def address_of(app: Flask, rule: Rule, center: str = "north", **known: Any) -> str:
    """The address of `rule`, with the id of nothing wherever no other value is known."""
    values: dict[str, Any] = {
        name: converter.to_python(NOTHING)
        if type(converter).__name__ == "UUIDConverter"
        else _sample(name)
        for name, converter in rule._converters.items()  # noqa: SLF001  werkzeug has no other way
    }
    values |= {"center": center} if "center" in values else {}
    values |= {name: value for name, value in known.items() if name in values}
    built = rule.build(values, append_unknown=False)
    assert built, rule
    return str(built[1])


def _sample(name: str) -> Any:
    return SAMPLES.get(name, "sample")
