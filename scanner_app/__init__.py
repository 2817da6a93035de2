"""What a phone and a browser are sent: templates, static files and words, with the tiny loaders that read them."""
