from datetime import date

from app.calendar import FiscalYear


def last_year_over(years: int, today: date) -> FiscalYear:
    """The latest fiscal year whose records have been kept for `years` after its end.

    R2年度 ends on 31 March R3; kept for 3 years it is over from 1 April R6.
    """
    return FiscalYear(FiscalYear.of(today).year - years - 1)


def words_of_years(years: int | None) -> str:
    return f"年度の終わりから{years}年" if years is not None else "決めていません(残します)"
