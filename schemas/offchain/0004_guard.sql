-- The guard: what it found, what it did about it, and what it has to remember between two rounds.

-- Totals of the journal since the beginning, kept by a trigger: they are asked for in every round.
create table ledger_total (
  host_chain_id integer not null,
  home_chain_id integer not null,
  asset         text not null,
  event_kind    text not null,
  phase         text not null,
  from_account  text not null,
  to_account    text not null,
  amount        numeric(78, 0) not null check (amount >= 0),
  primary key (host_chain_id, home_chain_id, asset, event_kind, phase, from_account, to_account),
  foreign key (host_chain_id, home_chain_id, asset) references ledger_bucket on delete cascade
);
insert into ledger_total
  select host_chain_id, home_chain_id, asset, event_kind, phase, from_account, to_account, sum(amount)
  from ledger_entry group by 1, 2, 3, 4, 5, 6, 7;
create function ledger_total_grows() returns trigger language plpgsql as $$
begin
  insert into bulkhead.ledger_total as t
    select host_chain_id, home_chain_id, asset, event_kind, phase, from_account, to_account, sum(amount)
    from added group by 1, 2, 3, 4, 5, 6, 7
  on conflict (host_chain_id, home_chain_id, asset, event_kind, phase, from_account, to_account)
    do update set amount = t.amount + excluded.amount;
  return null;
end $$;
create trigger ledger_total_grows after insert on ledger_entry
  referencing new table as added for each statement execute function ledger_total_grows();

create index ledger_entry_by_posted on ledger_entry (posted_at);

-- Mints and payouts of the last days with what their entries do not say: time of the block (theirs) and transaction.
create table guard_flow (
  chain_id      integer not null,
  block_hash    text not null check (block_hash ~ '^0x[0-9a-f]{64}$'),
  log_index     integer not null check (log_index >= 0),
  block_number  bigint not null,
  block_time    bigint not null,
  tx_hash       text not null check (tx_hash ~ '^0x[0-9a-f]{64}$'),
  host_chain_id integer not null,
  home_chain_id integer not null,
  asset         text not null check (asset ~ '^0x[0-9a-f]{40}$'),
  direction     text not null check (direction in ('minted', 'released')),
  amount        numeric(78, 0) not null check (amount > 0),
  primary key (chain_id, block_hash, log_index)
);
create index guard_flow_by_time on guard_flow (block_time);

-- Since when something has been as it is: a read that fails, providers that differ, a price's status. Their time.
create table guard_condition (
  subject text primary key,
  state   text not null,
  since   bigint not null
);

-- The last price of each feed that was accepted, in the feed's decimals.
create table guard_price (
  chain_id   integer not null check (chain_id > 0),
  feed       text not null check (feed ~ '^0x[0-9a-f]{40}$'),
  answer     numeric(78, 0) not null check (answer > 0),
  updated_at bigint not null,
  primary key (chain_id, feed)
);

-- What a rule found. One cause is one open row, however its figures grow; the evidence is the newest.
create table guard_trip (
  id              bigint generated always as identity primary key,
  fingerprint     text not null,
  rule            text not null,
  scope           text not null,
  severity        text not null check (severity in ('warning', 'critical')),
  evidence        jsonb not null,
  first_seen_at   timestamptz not null default now(),
  last_seen_at    timestamptz not null default now(),
  acknowledged_at timestamptz,
  acknowledged_by text,
  cleared_at      timestamptz
);
create unique index guard_trip_open on guard_trip (fingerprint) where cleared_at is null;
create index guard_trip_acknowledged on guard_trip (fingerprint) where acknowledged_at is not null;

-- Transactions of the guard. The row, signed transaction included, is committed before the transaction leaves.
create table guard_call (
  id                       bigint generated always as identity primary key,
  chain_id                 integer not null check (chain_id > 0),
  signer                   text not null check (signer ~ '^0x[0-9a-f]{40}$'),
  call                     text not null,
  because                  jsonb not null,
  nonce                    bigint not null check (nonce >= 0),
  tx_hash                  text not null unique check (tx_hash ~ '^0x[0-9a-f]{64}$'),
  raw_transaction          text not null check (raw_transaction ~ '^0x[0-9a-f]+$'),
  max_fee_per_gas          numeric(78, 0) not null,
  max_priority_fee_per_gas numeric(78, 0) not null,
  state                    text not null default 'intended' check (state in ('intended', 'succeeded', 'reverted', 'superseded')),
  intended_at              timestamptz not null default now(),
  resolved_at              timestamptz,
  block_number             bigint
);
create index guard_call_open on guard_call (chain_id, signer, nonce) where resolved_at is null;

-- Alerts to deliver. What was read in a block that was not final waits until `block_number` is.
create table guard_alert (
  id              bigint generated always as identity primary key,
  trip_id         bigint not null references guard_trip,
  chain_id        integer,
  block_number    bigint,
  attempts        integer not null default 0,
  next_attempt_at timestamptz not null default now(),
  delivered_at    timestamptz,
  released_at     timestamptz
);
create index guard_alert_due on guard_alert (next_attempt_at) where delivered_at is null;
