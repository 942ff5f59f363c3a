"""A network to try things on: Yokohama's centers and fictitious work of three fiscal years."""

from app.cli.demo.commands import demo_accounts, demo_data
from app.cli.demo.load import is_loaded, load
from app.cli.demo.staff import DEMO_ACCOUNTS, demo_password

__all__ = ["DEMO_ACCOUNTS", "demo_accounts", "demo_data", "demo_password", "is_loaded", "load"]
