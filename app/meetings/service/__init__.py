"""What is done with a meeting: `meetings` (its facts and agenda), `packs` (its handouts)."""
