"""How the demo speaks: a moving bar on a terminal, plain lines elsewhere."""

from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

console = Console(highlight=False, markup=False, soft_wrap=True)


def say(text: str = "") -> None:
    console.print(text)


@contextmanager
def step(text: str) -> Iterator[None]:
    """Show that something is being done for as long as the block lasts."""
    if not console.is_terminal:
        say(f"・{text}")
        yield
        return
    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as progress:
        progress.add_task(text, total=None)
        yield
    say(f"✓ {text}")
