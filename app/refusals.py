"""What the database refuses by a rule of its own, said in the domain's words.

Whichever way a change comes, from a page, a program, a workbook or a task, its refusal is the
same error: no service has to foresee it.
"""

from datetime import date

import psycopg
import sqlalchemy as sa
from flask import Flask
from sqlalchemy import event

from app.calendar import Month
from app.errors import MonthClosedError
from tenants import db

CLOSED_BY_CITY = "closed_by_city"
"""The name of the rule, as the triggers give it; their message is the month."""


def translate_refusals(app: Flask) -> None:
    with app.app_context():
        event.listen(db.engine, "handle_error", say_why)


def say_why(context: sa.engine.ExceptionContext) -> None:
    refused = context.original_exception
    if not isinstance(refused, psycopg.errors.CheckViolation):
        return
    if refused.diag.constraint_name == CLOSED_BY_CITY:
        month = date.fromisoformat(refused.diag.message_primary or "")
        raise MonthClosedError(Month.of(month)) from None
