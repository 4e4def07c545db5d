-- A workplace may begin with the files of an uploaded program: a recipe with a program.
alter table compute.session drop constraint session_check,
    add constraint session_program check (recipe is not null or program_id is not null);
