-- What the sessions of the trials may cost, and have cost, in the room's currency.
alter table sweeps.sweep add column cost double precision;
alter table sweeps.trial add column cost double precision not null default 0;
alter table sweeps.trial add column earlier_cost double precision not null default 0;
