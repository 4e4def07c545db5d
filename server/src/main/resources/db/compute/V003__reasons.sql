-- A reason is its words and the codes from which the pages make words of their language.
alter table compute.session alter column reason type jsonb using jsonb_build_object(
    'text', reason,
    'parts', jsonb_build_array(
        jsonb_build_object('code', 'IN_WORDS', 'parameters', jsonb_build_object('words', reason))));
alter table compute.transition alter column cause type jsonb using jsonb_build_object(
    'text', cause,
    'parts', jsonb_build_array(
        jsonb_build_object('code', 'IN_WORDS', 'parameters', jsonb_build_object('words', cause))));
alter table compute.attempt alter column cause type jsonb using jsonb_build_object(
    'text', cause,
    'parts', jsonb_build_array(
        jsonb_build_object('code', 'IN_WORDS', 'parameters', jsonb_build_object('words', cause))));
