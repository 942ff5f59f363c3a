"""`kyodo demo-data` and `kyodo demo-accounts`."""

from textwrap import fill

import click

from app.cli.demo.load import STEPS, is_loaded, load
from app.cli.demo.staff import DEMO_ACCOUNTS, SHOWN_WARD, demo_password
from app.cli.network import CENTRAL, network
from app.cli.progress import progress
from app.factory import create_app
from app.settings import Settings

FIRST_STEPS = (
    "1. 区の職員でサインインし、キーボードの n を押して、新しい相談を記録する。",
    "2. その相談で「推進センターに相談する」を押し、コーディネーターで受け取って回答する。",
    "3. 区の管理者で先月分を提出し、推進センターの管理者で統計とネットワーク会議の資料を見る。",
)


@click.command("demo-data")
def demo_data() -> None:
    """横浜市の18区と推進センターに、架空の相談3年度分を入れる(一度だけ)。"""
    with create_app(Settings.from_environment()).app_context():
        if is_loaded():
            click.echo("デモのデータはそろっています。")
            return
        with progress(len(network()) + STEPS) as advance:
            load(advance=advance)
    click.echo("デモのデータを用意しました。")


@click.command("demo-accounts")
def demo_accounts() -> None:
    """デモにサインインする人と、まず試すことを示す。"""
    address = Settings.from_environment().public_url
    click.echo(f"アドレス      {address}")
    click.echo(f"パスワード    {demo_password()}(全員共通。このデモ専用の決まった合言葉です)")
    click.echo()
    for account in DEMO_ACCOUNTS.values():
        click.echo(f"{account.email:<30}{account.role.label}({account.name})")
    slugs = [slug for center in network() if (slug := center["slug"]) not in (CENTRAL, SHOWN_WARD)]
    click.echo(f"ほかの{len(slugs)}区にも、同じように worker@ と manager@ がいます:")
    click.echo(fill(" ".join(slugs), width=76, initial_indent="  ", subsequent_indent="  "))
    click.echo()
    click.echo("まず試すこと")
    for line in FIRST_STEPS:
        click.echo(f"  {line}")
