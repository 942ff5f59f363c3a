"""Centers: what each one decides for itself, and what everybody may know of it.

Opening hours and closed days are public facts: every center reads them. All other settings
are the center's own.
"""
