-- What spans are found by besides their words; null of spans that were kept before there was this.
alter table tracking.trace_span add column name text, add column type text, add column status text;
