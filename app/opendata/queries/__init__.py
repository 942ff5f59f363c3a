"""What is being prepared, what is counted for it, and what everybody may read."""
