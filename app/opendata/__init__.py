"""Public open data: the city's figures for everybody, without telling who the few are.

The central center orders an edition of one period; the worker counts it and hides small
figures together with as many others as it takes, so that nobody gets them back by adding and
subtracting; the center looks at it and publishes. What was published stays as it was.
"""
