"""How cells cross the pipe from the child process: one JSON value a cell."""

from datetime import date, datetime, time, timedelta
from typing import Any

from app.transfers.rules.tables import BrokenCell, Cell


def encoded(cell: Cell) -> Any:
    match cell:
        case datetime():
            return {"moment": cell.isoformat()}
        case date():
            return {"day": cell.isoformat()}
        case time():
            return {"time": cell.isoformat()}
        case timedelta():
            return {"seconds": cell.total_seconds()}
        case BrokenCell(reason):
            return {"broken": reason}
        case _:
            return cell


def decoded(value: Any) -> Cell:
    match value:
        case {"moment": str(text)}:
            return datetime.fromisoformat(text)
        case {"day": str(text)}:
            return date.fromisoformat(text)
        case {"time": str(text)}:
            return time.fromisoformat(text)
        case {"seconds": float(seconds)}:
            return timedelta(seconds=seconds)
        case {"broken": str(reason)}:
            return BrokenCell(reason)
        case None | str() | int() | float():
            return value
    raise ValueError(f"no cell: {value!r}")
