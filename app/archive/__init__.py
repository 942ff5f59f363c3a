"""What was talked about, handed out and promised at earlier meetings: one search over the years."""
