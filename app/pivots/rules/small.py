"""Which cells of a city-wide answer stay unseen, because they are about one or two people.

The central center sees figures, never people. Where a question crosses two or more traits of
the records, a cell of one or two consultations could be recognised by who knows the ward, so
it is shown as 「3未満など」; and in each line with one such cell the next smallest is hidden
with it, or the total would tell. What is one consolidated figure stays as it is: the city reads
it anyway (`Question.is_consolidated`). Who asks many questions and subtracts may still narrow a
cell down; these answers are for the staff at their desks, and are not made to be published.
"""

from collections.abc import Iterable, Mapping, Sequence

FEWER_THAN = 3
Place = tuple[int, int]


def hidden(cells: Mapping[Place, int], lines: Sequence[Sequence[Place]]) -> set[Place]:
    """The cells to hide; `lines` are the rows and columns, each with its total."""
    unseen = {place for place, number in cells.items() if 0 < number < FEWER_THAN}
    while more := _companions(cells, lines, unseen):
        unseen |= more
    return unseen


def _companions(
    cells: Mapping[Place, int], lines: Iterable[Sequence[Place]], unseen: set[Place]
) -> set[Place]:
    """For the first line in which one cell is hidden alone, its smallest neighbor."""
    for line in lines:
        if sum(place in unseen for place in line) == 1:
            others = [place for place in line if place not in unseen and cells.get(place)]
            if others:
                return {min(others, key=lambda place: (cells[place], place))}
    return set()
