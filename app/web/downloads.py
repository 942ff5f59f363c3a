"""Kept files on their way to a person."""

from io import BytesIO
from typing import Protocol

from flask import Response, send_file


class Downloadable(Protocol):
    """What `files` keeps: this edge knows no room."""

    @property
    def name(self) -> str: ...
    @property
    def media_type(self) -> str: ...
    @property
    def content(self) -> bytes: ...


def download(file: Downloadable) -> Response:
    """The file under its own name, Japanese or not (RFC 6266); never opened in the page."""
    return send_file(
        BytesIO(file.content),
        mimetype=file.media_type,
        as_attachment=True,
        download_name=file.name,
    )
