"""A calendar to subscribe to: one secret address for each person at each center.

It holds what that person may see there, the announced meetings and the days that calls and
invitations end on, and no person's name.
"""
