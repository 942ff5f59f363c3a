import sqlalchemy as sa

from app import calendar
from app.errors import InvalidError, KeyUsedOtherwiseError
from app.idempotency import queries
from app.idempotency.models import KeptAnswer
from app.idempotency.rules import KEPT_FOR, is_key
from tenants import current_actor_id, db


def earlier_answer(key: str, request_hash: bytes) -> KeptAnswer | None:
    """What this request was answered before; None when it is the first.

    Of two that arrive at one moment the second waits here until the first is done.

    Raises:
        InvalidError: the key is no key.
        KeyUsedOtherwiseError: the key came before, with something else.
    """
    if not is_key(key):
        sentence = "1文字以上200文字以内の、半角の英数字と記号にしてください。"
        raise InvalidError({"Idempotency-Key": [sentence]})
    lock = sa.func.hashtextextended(f"idempotency {current_actor_id()} {key}", 0)
    db.session.execute(sa.select(sa.func.pg_advisory_xact_lock(lock)))
    kept = queries.kept_answer(key)
    if kept and kept.request_hash != request_hash:
        raise KeyUsedOtherwiseError
    return kept


def keep_answer(key: str, request_hash: bytes, *, status: int, body: str, etag: str | None) -> None:
    """Remember an answer, in the transaction of what it tells of."""
    # One from yesterday may still be there.
    _forget(KeptAnswer.account_id == current_actor_id(), KeptAnswer.key == key)
    db.session.add(
        KeptAnswer(
            account_id=current_actor_id(),
            key=key,
            request_hash=request_hash,
            status=status,
            body=body,
            etag=etag,
            answered_at=calendar.now(),
        )
    )
    db.session.flush()


def forget_old() -> None:
    """Forget the open center's answers of more than a day ago: they may name a person."""
    _forget(KeptAnswer.answered_at < calendar.now() - KEPT_FOR)


def _forget(*which: sa.ColumnElement[bool]) -> None:
    db.session.execute(
        sa.delete(KeptAnswer).where(*which), execution_options={"synchronize_session": False}
    )
