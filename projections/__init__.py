"""Answer questions: followers that turn each region's log into tables, and the views that read them."""
