"""Indicator cards (指標カード): what each figure of the city means, in one place."""
