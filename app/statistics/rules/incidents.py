"""Incidents that are about figures: what the nightly recount found."""

FIGURES_DIFFER = "figures differ"
