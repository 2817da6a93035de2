"""The edge: parse, authorise, call one thing, answer; and the labels that carry an answer's address on paper."""
