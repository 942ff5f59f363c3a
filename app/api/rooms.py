"""Where the API lives, and how its blueprints are made."""

from app.api.blueprint import ApiBlueprint


def center_api(name: str, module: str, description: str) -> ApiBlueprint:
    return ApiBlueprint(
        f"{name}_api",
        module,
        url_prefix=f"/api/v1/centers/<center>/{name}",
        description=description,
    )


def city_api(name: str, module: str, description: str) -> ApiBlueprint:
    return ApiBlueprint(
        f"city_{name}_api", module, url_prefix=f"/api/v1/city/{name}", description=description
    )


def public_api(name: str, module: str, description: str) -> ApiBlueprint:
    """What everybody reads, beside the room of the same name at each center."""
    return ApiBlueprint(
        f"public_{name}_api", module, url_prefix=f"/api/v1/{name}", description=description
    )


def open_api(name: str, module: str, description: str) -> ApiBlueprint:
    return ApiBlueprint(
        f"{name}_api", module, url_prefix=f"/api/v1/{name}", description=description
    )
