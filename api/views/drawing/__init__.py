"""Pictures of the views as SVG, drawn here: they need no script, and every number in them stands in a table too."""
