"""Idempotency keys: a request that comes twice is done once, and answered twice.

For programs, and for a day. A form carries a key of its own, which stays with its record
for ever (`entry_key`): a browser may come back with an old page after weeks.
"""
