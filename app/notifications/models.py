from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

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
    """The id of the letter, the step, the consent or the call that is told of."""
    read_at: Mapped[datetime]


class NoticeWish(CenterOwned, Model):
    """How one person wishes to be told of one kind of thing by mail."""

    __tablename__ = "notice_wishes"
    __table_args__ = (
        natural_key("account_id", "about"),
        sa.ForeignKeyConstraint(
            ["center_id", "account_id"],
            ["memberships.center_id", "memberships.account_id"],
            ondelete="CASCADE",
        ),
        sa.CheckConstraint("about IN ('referral', 'story', 'figures', 'meeting')", name="about"),
        sa.CheckConstraint("wish IN ('at_once', 'digest', 'none')", name="wish"),
    )

    account_id: Mapped[UUID]
    about: Mapped[str]
    wish: Mapped[str]


class Mail(CenterOwned, Model):
    """One fact that one person is told of by mail, or is not, and then why.

    One row for each person and fact, so nothing is told twice; those that are due together
    travel in one message, which has one recipient. Sending is at least once: the lease is
    committed before the message goes out and its end after, so a worker that dies in between
    sends it again, under the same `message_key`, by which mail programs know a double. To lose
    a notice silently would be worse; and it says nothing that could harm by being said twice.
    """

    __tablename__ = "mails"
    __table_args__ = (
        natural_key("account_id", "notice_id"),
        sa.ForeignKeyConstraint(
            ["center_id", "account_id"],
            ["memberships.center_id", "memberships.account_id"],
            ondelete="CASCADE",
        ),
        sa.Index(None, "center_id", "notice_id"),
        sa.Index(
            "mails_waiting_idx",
            "due_at",
            postgresql_where=sa.text(
                "sent_at IS NULL AND dropped_at IS NULL AND failed_at IS NULL"
            ),
        ),
        sa.CheckConstraint("about IN ('referral', 'story', 'figures', 'meeting')", name="about"),
        sa.CheckConstraint("wish IN ('at_once', 'digest', 'none')", name="wish"),
        sa.CheckConstraint("num_nonnulls(referral_id, subject_id) = 1", name="one_subject"),
        sa.CheckConstraint("dropped IN ('unwanted', 'read', 'stale', 'gone')", name="dropped"),
        sa.CheckConstraint(
            "num_nonnulls(sent_at, dropped_at, failed_at) <= 1"
            " AND (dropped IS NULL) = (dropped_at IS NULL)",
            name="one_end",
        ),
    )
    seen_by_system = (
        "center_id",
        "notice_id",
        "due_at",
        "leased_until",
        "sent_at",
        "dropped_at",
        "failed_at",
    )

    account_id: Mapped[UUID]
    notice_id: Mapped[UUID]
    about: Mapped[str]
    source: Mapped[str]
    kind: Mapped[str]
    referral_id: Mapped[UUID | None]
    subject_id: Mapped[UUID | None]
    """What it is about where that is no letter, and `month` whose figures."""
    month: Mapped[date | None]
    happened_at: Mapped[datetime]
    from_center_id: Mapped[UUID] = mapped_column(sa.ForeignKey("centers.id"))
    wish: Mapped[str]
    """As it was when the fact happened."""
    due_at: Mapped[datetime]
    message_key: Mapped[UUID | None]
    attempts: Mapped[int] = mapped_column(server_default=sa.text("0"))
    leased_until: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]
    dropped: Mapped[str | None]
    dropped_at: Mapped[datetime | None]
    failed_at: Mapped[datetime | None]
    failure: Mapped[str] = mapped_column(server_default="")
    """In our words: what a mail server answers may name an address."""
