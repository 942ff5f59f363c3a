"""Open data for programs: `publishing` at the center, `shared` for everybody."""

from app.opendata.api.publishing import api
from app.opendata.api.shared import api as shared_api

__all__ = ["api", "shared_api"]
