"""One run: a request and the ports in, a verdict with everything that it rests on out."""
