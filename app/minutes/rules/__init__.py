"""What is made of what was written: `writing` (versions, turns), `content` (the 議事録). Pure."""
