"""What is published, what is hidden, and what an edition says of itself. Pure."""
