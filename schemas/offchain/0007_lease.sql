-- Processes that share work, and until when each counts as alive.
create table instance (
  id         text primary key,
  pool       text not null,
  started_at timestamptz not null default now(),
  expires_at timestamptz not null
);

-- Who may work on a unit, and until when, by the clock of this database. The token rises each time a unit changes hands.
create table lease (
  unit        text primary key,
  token       bigint not null check (token > 0),
  holder      text not null,
  acquired_at timestamptz not null default now(),
  expires_at  timestamptz not null
);
create index lease_by_holder on lease (holder);

-- True while a lease is held with that token; raises otherwise, so that the statement which asks writes nothing. The row
-- stays shared until that statement's transaction ends: nobody takes the unit in the middle of a write.
create function fence(fenced_unit text, fenced_token bigint) returns boolean language plpgsql volatile as $$
begin
  perform 1 from bulkhead.lease
  where unit = fenced_unit and token = fenced_token and expires_at > clock_timestamp() for share;
  if not found then
    raise exception 'lease lost' using errcode = 'BH001';
  end if;
  return true;
end
$$;
