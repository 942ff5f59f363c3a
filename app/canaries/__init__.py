"""Canaries: two wards that no city has, and a walk that signs in as each to look for the other.

The wall is tested before it is delivered; this notices when it leaks afterwards.
"""
