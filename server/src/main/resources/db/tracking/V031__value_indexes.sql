-- Searches by value: the metrics of one key in the order of their last values, each with its run.
create index series_by_value on tracking.series (key_id, last_value, run_id);

-- Equal values lie together, so these stay small. A value is longer than an index can hold.
create index param_by_value on tracking.param (key, left(value, 64));
create index tag_by_value on tracking.tag (key, left(value, 64));
