"""The shell of the pages: the door, headers, forms, errors, layout."""
