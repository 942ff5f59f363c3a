"""Contacts (連絡先): the people and groups of a center, asked for their particulars once.

A consultation keeps what was said then; a contact is what is known now. Two contacts that
turn out to be one are merged, and a merge can be undone.
"""
