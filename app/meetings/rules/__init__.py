"""What holds for a meeting: `agenda` (what it adds up to), `packs` (what goes into one). Pure."""
