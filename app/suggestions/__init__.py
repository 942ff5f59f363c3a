"""What could be talked about at a coming meeting, each with its reason: taken or let pass."""
