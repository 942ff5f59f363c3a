from celery import shared_task
from flask import Flask, current_app

from app.cli.canaries import walk_as_canaries


@shared_task(name="canaries.walk")
def walk() -> int:
    """Walk as both canary wards; what they should not have seen is kept as an incident."""
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001
    pages, _ = walk_as_canaries(app)
    return pages
