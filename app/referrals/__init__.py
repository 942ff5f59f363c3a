"""Referrals (つなぐ): a ward asks the central center for help, and hears back.

A referral is a letter: the sender's row, readable by its addressee. Each step that
follows is a fact with an author and a time, written by the center that took it.
Only what the letter carries leaves the ward. The person comes along with consent,
and is gone from the other side as soon as the consent is withdrawn.
"""
