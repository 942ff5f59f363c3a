"""The post room for programs: `imports` bring lists in, `exports` take lists out."""

from app.transfers.api.exports import api as exports_api
from app.transfers.api.imports import api

__all__ = ["api", "exports_api"]
