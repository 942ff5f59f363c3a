"""Accounts: people who sign in, where they belong, and their sessions."""
