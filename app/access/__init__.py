"""Who may do what: permissions, roles, and the guards in front of every view."""
