"""Drafts (書きかけ): what a person has typed and not yet saved.

A draft belongs to its author alone, is counted nowhere, and ends when its form is saved.
"""
