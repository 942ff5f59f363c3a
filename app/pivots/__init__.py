"""Pivots: questions to the records that nobody foresaw, with rows and columns chosen by hand.

A center asks its own records. The central center asks across the city, where it reads a
consultation's codes and month and nothing else: no word, no person, and few of a kind stay
unseen. A question is kept by a name and shared with the center; its answer is always new.
"""
