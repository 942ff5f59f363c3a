"""What is written in a meeting and what becomes of it: entries, the projector, the 議事録.

Everything is the convening center's until it is sent: wards read an edition that was opened to
them, and answer it with rows of their own.
"""
