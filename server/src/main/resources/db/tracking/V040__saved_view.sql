-- Views of the run table and of comparisons. `query` is what stands behind ? in the page's address.
create table tracking.saved_view (
    id uuid primary key,
    project_id uuid not null,
    account_id uuid not null,
    owner text not null,
    page text not null,
    name text not null,
    query text not null,
    shared boolean not null,
    updated_at timestamptz not null default now()
);
create unique index saved_view_by_name on tracking.saved_view (project_id, account_id, name);
