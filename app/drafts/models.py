from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.drafts import rules
from tenants import CenterOwned, Model, natural_key, revision


class Draft(CenterOwned, Model):
    """One person's open form. The city reads nothing of it; colleagues neither."""

    __tablename__ = "drafts"
    __table_args__ = (
        natural_key("account_id", "client_key"),
        sa.ForeignKeyConstraint(
            ["center_id", "account_id"],
            ["memberships.center_id", "memberships.account_id"],
            ondelete="CASCADE",
        ),
        sa.CheckConstraint(
            "form IN ('consultation', 'revision', 'referral', 'note', 'reply', 'answer', "
            "'passing_on', 'declining', 'thanks')",
            name="form",
        ),
    )

    account_id: Mapped[UUID]
    client_key: Mapped[UUID]
    """Made with the empty form, so that the same form sent twice is known as the same."""
    form: Mapped[str]
    subject_id: Mapped[UUID | None]
    """What is being revised, referred or answered."""
    fields: Mapped[dict[str, list[str]]] = mapped_column(JSONB)
    """Everything typed, as a browser sends a form."""
    version: Mapped[int] = revision()
    saved_at: Mapped[datetime]

    @property
    def forgotten_at(self) -> datetime:
        """When it goes, unless somebody writes on."""
        return self.saved_at + rules.KEPT_FOR

    @property
    def title(self) -> str:
        return rules.title_of(self.fields)
