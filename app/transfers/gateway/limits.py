"""How much of a file is looked at, and how long."""

from dataclasses import dataclass

MEGABYTE = 1024 * 1024


@dataclass(frozen=True)
class Limits:
    rows: int = 20_000
    columns: int = 256
    cells: int = 6_000_000
    """Spanned by the used area: the reader keeps every cell of it, also the empty ones."""
    file_bytes: int = 20 * MEGABYTE
    archive_entries: int = 200
    unpacked_bytes: int = 200 * MEGABYTE
    ratio: int = 100
    """Unpacked to packed; asked only of archives that unpack to more than `harmless_bytes`."""
    harmless_bytes: int = 10 * MEGABYTE
    output_bytes: int = 64 * MEGABYTE
    memory_bytes: int = 512 * MEGABYTE
    cpu_seconds: int = 30
    wall_seconds: float = 60.0
