"""What a report says: its parts, its figures, its words. Pure."""
