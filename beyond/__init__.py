"""Three larger recurrent networks, for reading on; start with layers and training, then a module a notebook."""
