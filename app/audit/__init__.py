"""Audit: who changed what, and which person's data was read outside the ward.

The database writes the entries; no program can change or leave one out.
"""
