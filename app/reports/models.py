from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.orders import OrderedInSteps
from tenants import CenterOwned, Model, natural_key, reference, revision


class Report(CenterOwned, Model):
    """The desk of a year's or a month's report: what the next edition will be made from."""

    __tablename__ = "reports"
    __table_args__ = (
        natural_key("kind", "first_month"),
        sa.CheckConstraint("kind IN ('annual', 'monthly')", name="kind"),
        sa.CheckConstraint("stage IN ('preliminary', 'final')", name="stage"),
        sa.CheckConstraint("average IN ('pooled', 'months')", name="average"),
        sa.CheckConstraint("last_month >= first_month", name="period"),
    )

    kind: Mapped[str]
    first_month: Mapped[date]
    """Whole months, both ends included; a year's report begins in April."""
    last_month: Mapped[date]
    stage: Mapped[str]
    """速報 or 確報."""
    as_of: Mapped[date | None]
    """The day at whose end the figures were known; None: the day of the order."""
    average: Mapped[str]
    """How the average 稼働率 is taken: see `rules.spaces`."""
    created_at: Mapped[datetime]
    version: Mapped[int] = revision()

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012  SQLAlchemy reads it as it is


class ReportText(CenterOwned, Model):
    """One of the named texts of a report, as the clean HTML that `rules.words` writes."""

    __tablename__ = "report_texts"
    __table_args__ = (
        natural_key("report_id", "place"),
        reference("report_id", "reports", ondelete="CASCADE"),
        sa.CheckConstraint(
            "place IN ('lead', 'p1', 'p2', 'p3', 'p4', 'p5', 'notes', 'plans')", name="place"
        ),
    )

    report_id: Mapped[UUID]
    place: Mapped[str]
    html: Mapped[str]
    version: Mapped[int] = revision()

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012  SQLAlchemy reads it as it is


class ReportExample(CenterOwned, Model):
    """相談内容例 of one topic: staff write and choose them, whatever the ranking says."""

    __tablename__ = "report_examples"
    __table_args__ = (
        reference("report_id", "reports", ondelete="CASCADE"),
        sa.Index(None, "center_id", "report_id", "position"),
    )

    report_id: Mapped[UUID]
    position: Mapped[int]
    topic: Mapped[str]
    words: Mapped[str]
    """One example a line."""
    version: Mapped[int] = revision()

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012  SQLAlchemy reads it as it is


class ReportFigure(CenterOwned, Model):
    """A figure that the system does not count, entered by hand and printed as such."""

    __tablename__ = "report_figures"
    __table_args__ = (
        natural_key("report_id", "programme", "label"),
        reference("report_id", "reports", ondelete="CASCADE"),
        sa.CheckConstraint("programme BETWEEN 1 AND 5", name="programme"),
        sa.CheckConstraint("value >= 0 AND coalesce(value_before, 0) >= 0", name="value"),
    )

    report_id: Mapped[UUID]
    programme: Mapped[int]
    label: Mapped[str]
    value: Mapped[int] = mapped_column(sa.BigInteger)
    value_before: Mapped[int | None] = mapped_column(sa.BigInteger)
    """Of the year before; None: not known."""
    unit: Mapped[str]
    version: Mapped[int] = revision()

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012  SQLAlchemy reads it as it is


class SpaceMonth(CenterOwned, Model):
    """How long a center's spaces could be used in a month, and were. Minutes."""

    __tablename__ = "space_months"
    __table_args__ = (
        natural_key("month"),
        sa.CheckConstraint("joint_minutes >= 0 AND standalone_minutes >= 0", name="minutes"),
        sa.CheckConstraint("joint_minutes + standalone_minutes <= available_minutes", name="used"),
    )

    month: Mapped[date]
    available_minutes: Mapped[int]
    joint_minutes: Mapped[int]
    """アトリウム一体."""
    standalone_minutes: Mapped[int]
    """単独."""
    version: Mapped[int] = revision()

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012  SQLAlchemy reads it as it is


class ReportEdition(OrderedInSteps, Model):
    """One edition (版) of a report. The row is the order that the worker takes.

    Once it is issued (発行) the database refuses every change of it and of its papers.
    """

    __tablename__ = "report_editions"
    __table_args__ = (
        natural_key("report_id", "number"),
        reference("report_id", "reports"),
        sa.CheckConstraint("stage IN ('preliminary', 'final')", name="stage"),
        sa.CheckConstraint("finished_at IS NULL OR failed_at IS NULL", name="one_end"),
        sa.CheckConstraint("issued_at IS NULL OR finished_at IS NOT NULL", name="finished"),
        sa.CheckConstraint("(content IS NULL) = (sha256 IS NULL)", name="hashed"),
    )

    report_id: Mapped[UUID]
    number: Mapped[int]
    stage: Mapped[str]
    content: Mapped[str | None]
    """Figures, definitions, moment and texts, letter for letter as `rules.content` wrote them."""
    sha256: Mapped[str | None]
    """Of `content`."""
    issued_at: Mapped[datetime | None]
    issued_by_name: Mapped[str | None]


class ReportPaper(CenterOwned, Model):
    """An edition as one file."""

    __tablename__ = "report_papers"
    __table_args__ = (
        natural_key("edition_id", "file_format"),
        reference("edition_id", "report_editions"),
        reference("file_id", "stored_files"),
        sa.CheckConstraint("file_format IN ('docx', 'pdf', 'xlsx')", name="file_format"),
        sa.Index(None, "center_id", "file_id"),
    )

    edition_id: Mapped[UUID]
    file_format: Mapped[str]
    file_id: Mapped[UUID]


class ReportTemplate(CenterOwned, Model):
    """A center's own Word template of a kind of report, in the place of the house's."""

    __tablename__ = "report_templates"
    __table_args__ = (
        natural_key("kind"),
        reference("file_id", "stored_files"),
        sa.CheckConstraint("kind IN ('annual', 'monthly')", name="kind"),
    )

    kind: Mapped[str]
    file_id: Mapped[UUID]
    kept_at: Mapped[datetime]
    kept_by_name: Mapped[str]
