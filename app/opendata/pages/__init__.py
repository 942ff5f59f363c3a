"""The pages of open data: `drafts` and `editions` for who publishes, `shared` for everybody."""

from app.opendata.pages import drafts, editions
from app.opendata.pages.room import pages
from app.opendata.pages.shared import pages as shared_pages

__all__ = ["drafts", "editions", "pages", "shared_pages"]
