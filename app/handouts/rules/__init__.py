"""What holds for a pack: `papers` (which, in which order), `contents` (what is read). Pure."""
