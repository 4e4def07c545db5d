create table data.dataset (
    id uuid primary key,
    project_id uuid not null,
    name text not null,
    description text not null,
    created_by text not null,
    created_at timestamptz not null default now()
);
create unique index dataset_by_name on data.dataset (project_id, lower(name));

-- Never changed once its transaction has ended.
create table data.version (
    id uuid primary key,
    dataset_id uuid not null references data.dataset,
    number int not null,
    note text not null,
    provenance jsonb not null,
    base_version int,
    reference_folder text,
    reference_part text,
    created_by text not null,
    created_at timestamptz not null default now(),
    unique (dataset_id, number)
);

create table data.version_part (
    version_id uuid not null references data.version,
    part text collate "C" not null,
    files bigint not null,
    bytes bigint not null,
    primary key (version_id, part)
);

-- The manifests. added_in is the number of the version that brought the file, whose provenance is the file's.
-- A row with reference_modified_at lies in the version's reference folder, any other in the object store.
create table data.file (
    version_id uuid not null references data.version,
    part text collate "C" not null,
    path text collate "C" not null,
    size_bytes bigint not null,
    sha256 text collate "C" not null,
    added_in int not null,
    reference_modified_at timestamptz,
    primary key (version_id, part, path)
);
create index file_by_content on data.file (sha256);

-- Whatever stood in a hidden part of the dataset once: it stays hidden.
create table data.hidden_object (
    dataset_id uuid not null references data.dataset,
    sha256 text collate "C" not null,
    primary key (dataset_id, sha256)
);

create table data.upload (
    id uuid primary key,
    dataset_id uuid not null references data.dataset,
    state text not null,
    version_id uuid references data.version,
    files_put bigint not null default 0,
    bytes_put bigint not null default 0,
    created_by_id uuid not null,
    created_by text not null,
    created_at timestamptz not null default now(),
    expires_at timestamptz not null
);
create index upload_open on data.upload (expires_at) where state = 'OPEN';

create table data.upload_file (
    upload_id uuid not null references data.upload,
    part text collate "C" not null,
    path text collate "C" not null,
    size_bytes bigint not null,
    sha256 text collate "C" not null,
    primary key (upload_id, part, path)
);

-- The long work of computing the manifest of a folder; claimed by one worker at a time.
create table data.reference_scan (
    id uuid primary key,
    dataset_id uuid not null references data.dataset,
    folder text not null,
    part text,
    note text not null,
    state text not null,
    reason text not null,
    files_done bigint not null default 0,
    bytes_done bigint not null default 0,
    version_id uuid references data.version,
    created_by text not null,
    created_at timestamptz not null default now(),
    deadline timestamptz not null,
    claimed_by uuid,
    claimed_until timestamptz
);
create index reference_scan_open on data.reference_scan (created_at) where state in ('WAITING', 'RUNNING');
