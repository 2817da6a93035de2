"""What may happen to food, decided: values, aggregates and their events, without any input or output."""
