"""`kyodo search`: read every record anew for the search box."""

import click

from app.consultations import service
from app.factory import create_app
from app.settings import Settings
from tenants import SYSTEM, CenterScope, acting_for, read_only
from tenants.queries import every_center


@click.group()
def search() -> None:
    """相談を探す言葉を整える。"""


@search.command()
def rebuild() -> None:
    """すべての相談の言葉を読み直す(引き金なしで入れた記録のあとで)。"""
    with create_app(Settings.from_environment()).app_context():
        click.echo(f"{read_everything():,}件の相談を読み直しました。")


def read_everything() -> int:
    """Write the search entry of each record of each center, the canaries too; give how many."""
    with read_only(SYSTEM):
        centers = [center.id for center in every_center()]
    written = 0
    for center_id in centers:
        with acting_for(CenterScope(center_id)):
            written += service.rebuild_search()
    return written
