"""`kyodo statistics`: count what waits, and prove every figure by a recount."""

from collections.abc import Iterator

import click
from flask import Flask

from app.factory import create_app
from app.settings import Settings
from app.snapshots import queries as snapshots
from app.statistics import queries, service
from app.statistics.rules import FIGURES_DIFFER
from tenants import SYSTEM, CenterScope, acting_for, read_only
from tenants.queries import every_center


@click.group()
def statistics() -> None:
    """集計した数字を確かめる。"""


@statistics.command()
def consolidate() -> None:
    """変更のあった月を、いますぐ数え直す。"""
    with _app().app_context():
        click.echo(f"{consolidate_waiting()}か月分を数え直しました。")


@statistics.command()
@click.pass_context
def verify(context: click.Context) -> None:
    """すべての数字を元の記録から数え直し、集計と比べる。"""
    with _app().app_context():
        figures, differences = recount_everything()
    for sentence in differences:
        click.echo(sentence)
    if differences:
        context.exit(1)
    click.echo(f"{figures:,}個の数字をすべて数え直し、一致しました。")


def _app() -> Flask:
    return create_app(Settings.from_environment())


def consolidate_waiting() -> int:
    """Count every month that changed, each in its center; give how many were counted."""
    with read_only(SYSTEM):
        waiting = queries.waiting()
    counted = 0
    for center_id, month in waiting:
        with acting_for(CenterScope(center_id)):
            counted += service.consolidate(month)
    return counted


def recount_everything() -> tuple[int, list[str]]:
    """Compare all figures of all centers, the canaries too, with their rows.

    Gives how many were compared and a sentence for each that differs; these are also
    kept as an incident.
    """
    consolidate_waiting()
    with read_only(SYSTEM):
        centers = [(center.id, center.short_name) for center in every_center()]
    figures, differences = 0, list[str]()
    for center_id, name in centers:
        with read_only(CenterScope(center_id)):
            figures += queries.number_of_figures()
            differences.extend(_sentences(name))
            differences.extend(_of_closed_months(name))
            differences.extend(_of_published(name))
    if differences:
        with acting_for(SYSTEM):
            service.report_incident(FIGURES_DIFFER, "\n".join(differences))
    return figures, differences


def _of_closed_months(center: str) -> Iterator[str]:
    """What changed after the city closed its month, and no correction says so."""
    for found in snapshots.unexplained():
        yield (
            f"{center} {found.month} {found.measure}/{found.code}: 締めた時 {found.frozen:,}、"
            f"いま {found.now:,}、うち訂正 {found.corrected:+,}"
        )


def _of_published(center: str) -> Iterator[str]:
    """What was published and is not what it was."""
    for found in snapshots.broken():
        yield f"{center} {found.first_month:%Y-%m}からの公表版 {found.id}: 内容がハッシュと違います"


def _sentences(center: str) -> Iterator[str]:
    for found in service.differences():
        yield (
            f"{center} {found.month:%Y-%m} {found.measure}/{found.code}: "
            f"集計 {found.kept:,}、記録 {found.counted:,}"
        )
