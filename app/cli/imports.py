"""`kyodo import`: what the browser does with a workbook, for an operator at a terminal."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from app.factory import create_app
from app.settings import Settings
from app.transfers import service
from app.transfers.rules import RefusedFileError
from app.transfers.service import Preview
from tenants import SYSTEM, CenterScope, acting_for, db, read_only
from tenants.queries import every_center

IMPORTED_BY = "管理コマンド"
SOME_REFUSED = 3
"""The exit code when good rows were read, and others could not be."""


@click.group(name="import")
def imports() -> None:
    """Excel・CSV から取り込む。"""


@imports.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--center", "slug", required=True, help="センターの短い名前(例: kohoku)")
@click.option("--dry-run", is_flag=True, help="確かめるだけで、何も変えない")
@click.option("--fiscal-year", type=click.IntRange(2000, 2100), help="年のない日付の年度(西暦)")
@click.option("--sheet", "sheet_name", help="読むシートの名前")
def consultations(
    file: Path,
    slug: str,
    *,
    dry_run: bool,
    fiscal_year: int | None,
    sheet_name: str | None,
) -> None:
    """相談の受付簿 FILE を取り込む。

    終了コード: 0 すべての行を読めた、1 ファイルを読めない、2 指定の誤り、3 読めない行がある。
    """
    with _application():
        scope = _scope_of(slug)
        content = file.read_bytes()
        with read_only(scope):
            seen = service.look_into(
                file.name, content, sheet_name=sheet_name, fiscal_year=fiscal_year
            )
        _say(seen)
        if not dry_run:
            _take(scope, file.name, content, seen.plan.sheet_name, fiscal_year)
    if dry_run:
        click.echo("確かめただけで、何も変えていません。")
    if seen.refused:
        click.get_current_context().exit(SOME_REFUSED)


@contextmanager
def _application() -> Iterator[None]:
    with create_app(Settings.from_environment()).app_context():
        try:
            yield
        except RefusedFileError as refusal:
            raise click.ClickException(str(refusal)) from None
        finally:
            db.engine.dispose()


def _scope_of(slug: str) -> CenterScope:
    with read_only(SYSTEM):
        known = {center.slug: center.id for center in every_center()}
    if slug not in known:
        raise click.BadParameter(
            f"「{slug}」というセンターはありません。次のどれかです: {'、'.join(known)}",
            param_hint="--center",
        )
    return CenterScope(known[slug])


def _take(
    scope: CenterScope, filename: str, content: bytes, sheet_name: str, fiscal_year: int | None
) -> None:
    with acting_for(scope):
        received = service.receive(
            filename,
            content,
            uploaded_by_name=IMPORTED_BY,
            sheet_name=sheet_name,
            fiscal_year=fiscal_year,
        )
        service.take(received, taken_by_name=IMPORTED_BY)
        created = received.rows_created or 0
    click.echo(f"{created:,}件の相談を取り込みました。")


def _say(seen: Preview) -> None:
    plan = seen.plan
    click.echo(f"シート「{plan.sheet_name}」の{plan.header_row}行目を見出しとして読みました。")
    if plan.other_sheets:
        click.echo(f"ほかに読めるシート(--sheet で選べます): {'、'.join(plan.other_sheets)}")
    if plan.unknown_columns:
        click.echo(f"読み取らない列: {'、'.join(plan.unknown_columns)}")
    click.echo(f"これから作る相談: {len(seen.new):,}件")
    click.echo(f"すでに取り込み済み: {len(seen.known):,}件")
    click.echo(f"取り込めない行: {seen.refused:,}行")
    for fault in plan.faults:
        value = f"「{fault.value}」" if fault.value else ""
        click.echo(f"  {fault.row_number}行目 {fault.column}{value}: {fault.reason}")
    for notice in plan.notices:
        column = f" {notice.column}" if notice.column else ""
        click.echo(f"  お知らせ {notice.row_number}行目{column}: {notice.reason}")
