-- What numbers of many spans are made of: when a span ended, which model it asked, and what that cost; null where it does
-- not say, and of spans that were kept before there was this.
alter table tracking.trace_span add column ended_ns bigint,
    add column model_name text, add column model_provider text,
    add column input_cost double precision, add column output_cost double precision,
    add column total_cost double precision;
