"""Statistics: each center's months, consolidated, and the city's tables of them all."""
