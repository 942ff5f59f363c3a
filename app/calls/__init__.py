"""The call for topics (報告・議題の募集) before a network meeting.

The convening center calls; each ward brings its own rows, which the convening center reads
once they are submitted, and no other ward ever.
"""
