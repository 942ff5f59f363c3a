from collections.abc import Sequence
from uuid import UUID

import sqlalchemy as sa

from app.errors import NotFoundError
from app.tokens.models import AccessToken
from tenants import current_actor_id, db


def mine() -> Sequence[AccessToken]:
    """The tokens of the person at work at the open center, newest first. Nobody else's."""
    newest = _own().order_by(AccessToken.created_at.desc(), AccessToken.id.desc())
    return db.session.scalars(newest).all()


def token(token_id: UUID) -> AccessToken:
    """One token of the person at work.

    Raises:
        NotFoundError: there is none, or it is a colleague's: the same answer.
    """
    found = db.session.scalars(_own().where(AccessToken.id == token_id)).one_or_none()
    if found is None:
        raise NotFoundError("お探しのアクセストークンは見つかりませんでした。")
    return found


def _own() -> sa.Select[AccessToken]:
    return sa.select(AccessToken).where(AccessToken.account_id == current_actor_id())
