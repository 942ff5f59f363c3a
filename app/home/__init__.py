"""My desk: what waits for me today. Reads other rooms and changes nothing."""
