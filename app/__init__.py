"""The web application: a folder for each part of a center's work.

`app.factory.create_app` builds it and decides nothing.
"""
