"""Files from outside, and files for outside."""

from app.transfers.gateway.limits import Limits
from app.transfers.gateway.sandbox import read_table
from app.transfers.gateway.writing import UnwritableTextError, write_csv

__all__ = ["Limits", "UnwritableTextError", "read_table", "write_csv"]
