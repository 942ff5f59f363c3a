from functools import partial
from uuid import UUID

from celery import shared_task

from app.calendar import Month, Period
from app.corrections.queries import with_marks
from app.snapshots import documents, queries, rules, service
from app.statistics import queries as statistics
from tenants import CITY, SYSTEM, CenterScope, acting_for, read_only
from worker.centers import attempt


@shared_task(name="snapshots.freeze_waiting")
def freeze_waiting() -> None:
    with read_only(SYSTEM):
        waiting = queries.waiting()
    for center_id, snapshot_id in waiting:
        freeze(CenterScope(center_id), snapshot_id)


def freeze(scope: CenterScope, snapshot_id: UUID) -> None:
    """Read in the scope that the figures are of, keep in the center's."""
    attempt(partial(_freeze, scope, snapshot_id), scope.center_id, snapshot_id, service.give_up)


def _freeze(scope: CenterScope, snapshot_id: UUID) -> None:
    with read_only(scope):
        ordered = queries.snapshot(snapshot_id)
        period = Period(Month.of(ordered.first_month), Month.of(ordered.last_month))
        of_city, known_on = ordered.of_city, ordered.known_on
    with read_only(CITY if of_city else scope):
        centers = statistics.cities_centers(None) if of_city else [statistics.open_center()]
        report = with_marks(statistics.report(period, centers=centers, as_of=known_on))
        cells = rules.as_cells(queries.figures(period, report.places, known_on))
        content = documents.frozen(report)
    with acting_for(scope):
        service.freeze(snapshot_id, content, cells)
