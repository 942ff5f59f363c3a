"""Preparing an edition, publishing it, and taking it back."""
