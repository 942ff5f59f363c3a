"""Access tokens: how a program of somebody's own acts for them at one center, and no further.

A token belongs to a membership: lost with it, and worth nothing at any other center. It
opens what its scopes name and its person's role allows, until a day that was set when it
was made. Only its hash is kept. It never opens a page.
"""
