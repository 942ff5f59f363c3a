"""The pages of the post room: `imports` bring lists in, `exports` take lists out."""

from app.transfers.pages.exports import pages as exports_pages
from app.transfers.pages.imports import pages

__all__ = ["exports_pages", "pages"]
