"""Closings (全市の締め): who has submitted a month, who is reminded, and the city's own closing."""
