"""Code lists: what a consultation can be about, how it came, what became of it.

Data, not enums: each entry holds for a span of fiscal years, so that a list may
change without rewriting what was recorded under the old one.
"""
