"""The administrators' page: is everything running, what came in, what does not fit."""
