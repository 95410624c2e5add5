"""A file as rows and columns of text, dates and numbers: nothing in it is judged yet."""
