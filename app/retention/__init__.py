"""Retention (保存) and disposal (廃棄): how long a center keeps words and persons.

No number of years is written here: a center says it for each kind of record, counted from
the end of the fiscal year. What it said nothing about is kept. When the time is over, a
manager approves a list; then persons and words go, and what is counted stays.
"""
