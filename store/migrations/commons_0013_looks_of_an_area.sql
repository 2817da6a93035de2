-- An administrator's list of looks: those of officials whose jurisdiction begins with the area. `starts_with` is served
-- by it, under row security too, where LIKE is not: it is not leakproof.
CREATE INDEX look_jurisdiction ON {schema}.look (jurisdiction text_pattern_ops, position);
