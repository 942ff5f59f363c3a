"""Staff: who works at a center, in which role, and how a new colleague gets in.

Who belongs where is the platform's to keep: these views run in its scope, and so name the
center they act for in every statement. A manager never learns where else somebody works.
"""
