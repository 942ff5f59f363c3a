"""Snapshots (公表版): figures as they were published, which open identically for ever.

A manager orders one; the worker freezes the report with the definitions of its figures, the
moment and a hash. Its page prints from what was frozen and from nothing else. A second page
says what has changed since, and why.
"""
