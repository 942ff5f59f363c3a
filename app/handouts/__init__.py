"""What goes into the pack of a meeting: whose papers, in which order, under which numbers.

The papers of the meeting itself (`app.meetings`), what wards brought when they were asked
(`app.calls`), published stories (`app.knowledge`), and files that somebody added.
"""
