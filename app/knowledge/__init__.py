"""Case stories (事例): what was learned from a case, told without the people it was about.

The words belong to the ward whose case it was. The central center may propose them; they reach
another center only as the ward has approved them, and no longer than it wishes.
"""
