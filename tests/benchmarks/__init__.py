"""What the product costs: commands that measure it and end by themselves, never collected by pytest."""
