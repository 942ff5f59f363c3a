"""Populations: how many people live in a ward, as the central center enters it.

Figures for each 100,000 people are made with these. No population is part of the program:
each is entered with the source it is taken from, for one ward and one fiscal year, and every
center reads what the central center entered. What is missing is said to be missing.
"""
