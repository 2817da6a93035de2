"""Hand out facts as sheets that a spreadsheet program opens and nothing in them runs."""
