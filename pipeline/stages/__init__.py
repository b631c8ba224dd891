"""One thin script a DVC stage: paths and parameters in, files out."""
