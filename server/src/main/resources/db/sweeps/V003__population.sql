-- Population based training: a trial has a member's place, lies so many rungs behind its beginning, and may have begun with
-- the checkpoint of another one.
alter table sweeps.sweep add column population jsonb;
alter table sweeps.trial add column member int;
alter table sweeps.trial add column born_in int not null default 0;
alter table sweeps.trial add column generation int not null default 0;
alter table sweeps.trial add column copied_from int;
alter table sweeps.trial add column start_checkpoint jsonb;
