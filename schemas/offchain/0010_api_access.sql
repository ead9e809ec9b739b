-- Keys of the API. A key is shown once, when it is made; what is kept is the SHA-256 of it.
create table api_key (
  name              text primary key check (name ~ '^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$'),
  hash              text not null unique check (hash ~ '^[0-9a-f]{64}$'),
  points_per_minute integer not null check (points_per_minute > 0),
  created_at        timestamptz not null default now(),
  revoked_at        timestamptz
);

-- Whom the API acts as: reads what is indexed and on record, writes nothing. Roles belong to the whole server, so another
-- database may have made it, even at this moment.
do $$
begin
  if not exists (select from pg_roles where rolname = 'bulkhead_reader') then
    begin
      create role bulkhead_reader nologin;
    exception when duplicate_object or unique_violation then null;
    end;
  end if;
  if not pg_has_role(current_user, 'bulkhead_reader', 'member') then
    grant bulkhead_reader to current_user;
  end if;
exception when insufficient_privilege then
  raise exception 'no role bulkhead_reader' using errcode = 'BH002';
end
$$;
grant usage on schema bulkhead to bulkhead_reader;
grant select on all tables in schema bulkhead to bulkhead_reader;
alter default privileges in schema bulkhead grant select on tables to bulkhead_reader;
