from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped

from tenants import CenterOwned, Model, natural_key


class NoticeRead(CenterOwned, Model):
    """One person has seen one notice. The notice itself is the fact it tells of."""

    __tablename__ = "notice_reads"
    __table_args__ = (
        natural_key("account_id", "notice_id"),
        sa.ForeignKeyConstraint(
            ["center_id", "account_id"],
            ["memberships.center_id", "memberships.account_id"],
            ondelete="CASCADE",
        ),
    )
    append_only = True

    account_id: Mapped[UUID]
    notice_id: Mapped[UUID]
    """The id of the letter, the step or the consent that is told of."""
    read_at: Mapped[datetime]
