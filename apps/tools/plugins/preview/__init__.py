"""Small pictures of files, for lists and cards."""
