"""How far a long command is: a moving bar on a terminal, plain lines elsewhere."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn

Advance = Callable[[str], None]
"""Says what is done next; the step before it is over."""


@contextmanager
def progress(total: int) -> Iterator[Advance]:
    console = Console(highlight=False, markup=False)
    if not console.is_terminal:
        yield lambda text: click.echo(f"・{text}")
        return
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TaskProgressColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("", total=total, completed=-1)
        yield lambda text: bar.update(task, description=text, advance=1)


def silent(_text: str) -> None:
    """Report to nobody."""
