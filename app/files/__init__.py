"""Files: what people send and what the program builds, kept with the rows they belong to."""
