-- Two clusters may have nodes of the same name. What was sampled before belongs to the pool that has slots there, if one has.
alter table compute.node_sample add column pool text not null default 'local';
alter table compute.gpu_sample add column pool text not null default 'local';
update compute.node_sample s set pool = t.pool
    from (select node, min(pool) as pool from compute.slot where pool <> 'local' group by node) t where t.node = s.node;
update compute.gpu_sample s set pool = t.pool
    from (select node, min(pool) as pool from compute.slot where pool <> 'local' group by node) t where t.node = s.node;
alter table compute.node_sample alter column pool drop default, drop constraint node_sample_pkey,
    add primary key (pool, node, minute);
alter table compute.gpu_sample alter column pool drop default, drop constraint gpu_sample_pkey,
    add primary key (pool, node, uuid, minute);
