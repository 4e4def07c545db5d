-- A reason is its words and the codes from which the pages make words of their language.
alter table models.evaluation alter column reason type jsonb using case when reason is not null then jsonb_build_object(
    'text', reason,
    'parts', jsonb_build_array(
        jsonb_build_object('code', 'IN_WORDS', 'parameters', jsonb_build_object('words', reason)))) end;
alter table models.comparison alter column reason type jsonb using jsonb_build_object(
    'text', reason,
    'parts', jsonb_build_array(
        jsonb_build_object('code', 'IN_WORDS', 'parameters', jsonb_build_object('words', reason))));
