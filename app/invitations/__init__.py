"""Invitations to a network meeting: who is asked to come, who comes, and who is told of changes.

The convening center invites; each ward answers by a row of its own, which the convening center
reads; guests without a desk here answer by a link with a secret.
"""
