"""宿題: what was promised at a network meeting, by whom, until when, and what became of it.

A promise is a letter of the convening center to the center that owns it: the two of them see
how it goes. Every other ward sees what was promised once the convening center shows the
meeting's promises to all, as its minutes do, and never how it goes.
"""
