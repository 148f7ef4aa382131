"""One module a verb: options in, one call of the engine, a rendering out."""
