"""Things that happen at the same moment, on as many connections."""

from collections.abc import Callable
from threading import Barrier, Thread
from typing import Any

from flask import Flask


def together(app: Flask, *acts: Callable[[Barrier], Any]) -> list[Any]:
    """Run each act in a thread; give what each returned or raised, in order.

    An act is given a barrier to wait at, so that all are past their beginning.
    """
    ready, results = Barrier(len(acts), timeout=10), [None] * len(acts)

    def run(place: int, act: Callable[[Barrier], Any]) -> None:
        with app.app_context():
            try:
                results[place] = act(ready)
            except Exception as error:  # noqa: BLE001  the test looks at whatever came
                results[place] = error

    threads = [Thread(target=run, args=each) for each in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return results
