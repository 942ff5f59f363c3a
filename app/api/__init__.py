"""The shell of the JSON API: /api/v1, OpenAPI 3.1, problem+json."""
