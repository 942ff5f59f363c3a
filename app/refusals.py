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
from app.errors import MonthClosedError, UndecidedMarksError
from tenants import db

CLOSED_BY_CITY, SUBMITTED = "closed_by_city", "submitted"
"""The names of the rules, as the triggers give them; their message is the month."""
MARKS_UNDECIDED = "marks_undecided"


def translate_refusals(app: Flask) -> None:
    with app.app_context():
        event.listen(db.engine, "handle_error", say_why)


def say_why(context: sa.engine.ExceptionContext) -> None:
    refused = context.original_exception
    if not isinstance(refused, psycopg.errors.CheckViolation):
        return
    rule = refused.diag.constraint_name
    if rule == MARKS_UNDECIDED:
        raise UndecidedMarksError from None
    if rule in {CLOSED_BY_CITY, SUBMITTED}:
        month = Month.of(date.fromisoformat(refused.diag.message_primary or ""))
        raise MonthClosedError(month, by_city=rule == CLOSED_BY_CITY) from None
