"""The bundled estate of the demo."""
