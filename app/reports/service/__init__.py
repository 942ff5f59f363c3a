"""What is done to reports: `desks` before an edition, `editions` after, `templates` beside."""
