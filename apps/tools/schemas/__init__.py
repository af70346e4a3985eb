"""What goes into the API of the tools, and what comes out of it."""
