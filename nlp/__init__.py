"""Text to facts and numbers; it reads nothing but its own data files and knows no file format, database or HTTP."""
