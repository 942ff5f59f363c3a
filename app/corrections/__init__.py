"""Corrections (訂正): what is counted in a closed month changes with a reason, seen by all.

After a center has submitted a month, a change that alters a figure needs a reason and holds at
once. After the city has closed it, the change is proposed: the central center accepts it or
declines with a reason, and the worker then applies it in the center's own scope. The database
asks for this on every path (`wall.guard_count`); this room is the way to answer it.
"""
