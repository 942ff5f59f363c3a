from marshmallow import Schema, fields

from app.calendar import Month, Period
from app.codes.queries import code_lists
from app.snapshots.models import Snapshot
from app.statistics.rules import label_of
from app.statistics.schemas import ReportAsked


class SnapshotOrdered(ReportAsked):
    """A period as for a report; `as_of` a day, or nothing for the figures as they stand."""

    of_city = fields.Boolean(
        load_default=False,
        metadata={"label": "全センターの数字", "description": "the central center's to publish"},
    )


def period_of(snapshot: Snapshot) -> Period:
    return Period(Month.of(snapshot.first_month), Month.of(snapshot.last_month))


class SnapshotLine(Schema):
    """`sha256` is of content and cells in canonical JSON; null until it is frozen."""

    id = fields.UUID()
    label = fields.Function(lambda each: period_of(each).label, metadata={"type": "string"})
    of_city = fields.Boolean()
    first_month = fields.Date()
    last_month = fields.Date()
    known_on = fields.Date(allow_none=True)
    ordered_at = fields.AwareDateTime()
    ordered_by_name = fields.String()
    frozen_at = fields.AwareDateTime(allow_none=True)
    failed_at = fields.AwareDateTime(allow_none=True)
    sha256 = fields.String(allow_none=True)


class SnapshotShown(SnapshotLine):
    content = fields.Dict(
        allow_none=True,
        metadata={"description": "report and definitions, as they were published"},
    )


def _label(figure: object) -> str:
    return label_of(figure.measure, figure.code, code_lists()) or figure.code  # type: ignore[attr-defined]


class TotalChanged(Schema):
    measure = fields.String()
    code = fields.String()
    label = fields.Function(_label, metadata={"type": "string"})
    frozen = fields.Integer()
    now = fields.Integer()


class CellChanged(TotalChanged):
    """`corrected` of the change is by recorded corrections; the rest came otherwise."""

    center = fields.String()
    month = fields.Function(lambda each: str(each.month), metadata={"type": "string"})
    corrected = fields.Integer()


class EventShown(Schema):
    at = fields.AwareDateTime()
    name = fields.String()
    month = fields.Function(lambda each: str(each.month), metadata={"type": "string"})
    words = fields.String()


class SnapshotChanges(Schema):
    """What has changed since the figures were published, and what happened in between."""

    id = fields.UUID()
    frozen_at = fields.AwareDateTime()
    totals = fields.List(fields.Nested(TotalChanged))
    differences = fields.List(fields.Nested(CellChanged))
    events = fields.List(fields.Nested(EventShown))
