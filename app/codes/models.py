import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from tenants import CityShared, Model


class CodeListEntry(CityShared):
    """One choice of a list, in the order the city prints it."""

    code: Mapped[str] = mapped_column(primary_key=True)
    label: Mapped[str]
    position: Mapped[int]
    first_fiscal_year: Mapped[int]
    last_fiscal_year: Mapped[int | None]
    """None: still in use."""


class Topic(CodeListEntry, Model):
    __tablename__ = "topics"

    is_other: Mapped[bool] = mapped_column(server_default=sa.false())
    """その他: counted, never ranked."""


class Channel(CodeListEntry, Model):
    __tablename__ = "channels"


class ClientType(CodeListEntry, Model):
    __tablename__ = "client_types"


class Kind(CodeListEntry, Model):
    __tablename__ = "kinds"


class Outcome(CodeListEntry, Model):
    __tablename__ = "outcomes"


class ReferralTarget(CodeListEntry, Model):
    __tablename__ = "referral_targets"


class ActivityField(CodeListEntry, Model):
    """The twenty fields of the NPO law's appendix."""

    __tablename__ = "activity_fields"


CODE_LISTS: dict[str, type[CodeListEntry]] = {
    model.__tablename__: model
    for model in (Topic, Channel, ClientType, Kind, Outcome, ReferralTarget, ActivityField)
}
