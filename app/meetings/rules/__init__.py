"""What holds for a meeting: `agenda` (what it adds up to), `packs` (what goes into one) and

`year` (the days of all of a year's). Pure.
"""
