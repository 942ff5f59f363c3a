"""Consultations (相談): a person or group asks a center for advice.

One reception is one consultation; it may touch several topics, one of them ◎ primary.
"""
