"""The network meeting (区市民活動支援センター会議): its agenda and its pack of handouts.

A meeting belongs to the convening center; wards read what it publishes.
"""
