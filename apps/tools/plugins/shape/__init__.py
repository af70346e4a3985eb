"""Tools for fonts and three-dimensional meshes."""
