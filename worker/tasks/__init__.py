"""The tasks, a module for each feature. A task is a name, a scope and one call."""
