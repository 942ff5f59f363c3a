"""`kyodo canaries walk`: see with a canary's own eyes that the wall holds."""

import click
from flask import Flask

from app.canaries import rules, service
from app.canaries.gateway import Walk
from app.factory import create_app
from app.settings import Settings
from app.statistics.service import report_incident
from tenants import SYSTEM, CenterScope, acting_for, read_only
from tenants.queries import every_center


@click.group()
def canaries() -> None:
    """区と区のあいだの壁を、見張りの区の目で確かめる。"""


@canaries.command()
@click.pass_context
def walk(context: click.Context) -> None:
    """見張りの区としてサインインし、ほかの区の文字が見えないことを確かめる。"""
    app = create_app(Settings.from_environment())
    with app.app_context():
        pages, sights = walk_as_canaries(app)
    for sight in sights:
        click.echo(sight)
    if sights:
        context.exit(1)
    click.echo(f"{pages}ページを見て回り、ほかの区の文字は見えませんでした。")


def walk_as_canaries(app: Flask) -> tuple[int, list[str]]:
    """Walk as each canary ward; give how many pages were seen, and what should not have been.

    What should not have been seen is also kept as an incident.
    """
    walks = [_walk(app, slug) for slug in rules.WARDS]
    sights = [sight for each in walks for sight in each.sights]
    sights += [
        f"{each.slug}: 自分の文字も見えませんでした。" for each in walks if not each.own_seen
    ]
    if sights:
        with acting_for(SYSTEM):
            report_incident("the wall leaked", "\n".join(sights))
    return sum(each.pages for each in walks), sights


def _walk(app: Flask, slug: str) -> Walk:
    settings: Settings = app.extensions["settings"]
    with read_only(SYSTEM):
        center_id = next(center.id for center in every_center() if center.slug == slug)
    with acting_for(CenterScope(center_id)):
        service.plant(slug)
    walk = Walk(app.wsgi_app, slug, settings.public_url)
    walk.sign_in(
        email=service.email(slug),
        password=service.password(slug, secret_key=settings.secret_key),
    )
    walk.through_pages()
    walk.through_api()
    walk.sign_out()
    return walk
