"""What is done: `writing` (in the meeting), `editions` (the 議事録 after it)."""
