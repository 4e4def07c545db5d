-- A file that is sent in parts. The parts lie in the data folder's `multipart/<id>` until the whole is an artifact.
create table tracking.multipart_upload (
    id text primary key,
    owner_id text not null,
    path text not null,
    -- Of the secret that lets a part be sent without a sign-in.
    secret_sha256 text not null,
    parts integer not null,
    -- Once completed, the same request again finds nothing left to do.
    completed boolean not null default false,
    touched_at timestamptz not null
);
create index multipart_upload_by_owner on tracking.multipart_upload (owner_id);
