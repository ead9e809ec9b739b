-- The ledger: what final blocks say of each bucket, in double entry. Rebuildable from the chains, findings apart.
-- A bucket is (host_chain_id, home_chain_id, asset). Amounts are base units of the asset.

-- How far each end of a bucket was posted. What was booked was announced. No hash before the first block.
create table ledger_bucket (
  host_chain_id         integer not null check (host_chain_id > 0),
  home_chain_id         integer not null check (home_chain_id > 0),
  asset                 text not null check (asset ~ '^0x[0-9a-f]{40}$'),
  home_booked_number    bigint not null,
  home_booked_hash      text check (home_booked_hash ~ '^0x[0-9a-f]{64}$'),
  home_announced_number bigint not null check (home_announced_number >= home_booked_number),
  home_announced_hash   text check (home_announced_hash ~ '^0x[0-9a-f]{64}$'),
  host_booked_number    bigint not null,
  host_booked_hash      text check (host_booked_hash ~ '^0x[0-9a-f]{64}$'),
  host_announced_number bigint not null check (host_announced_number >= host_booked_number),
  host_announced_hash   text check (host_announced_hash ~ '^0x[0-9a-f]{64}$'),
  posted_at             timestamptz not null default now(),
  primary key (host_chain_id, home_chain_id, asset)
);

-- Balance per account. Accounts that value comes from are never above zero, all others never below: so nothing arrives
-- out of a transit account that did not go into it, unless it is booked against an unbacked account by name.
create table ledger_balance (
  host_chain_id integer not null,
  home_chain_id integer not null,
  asset         text not null,
  account       text not null check (account in (
    'depositors', 'locked', 'exits-held', 'claims', 'paid', 'written-down',
    'locks', 'transit-out', 'unbacked-mints', 'outstanding', 'waiting', 'delayed', 'refund-only', 'departing',
    'transit-release', 'transit-refund', 'unbacked-exits', 'exited', 'voided')),
  balance       numeric(78, 0) not null default 0,
  primary key (host_chain_id, home_chain_id, asset, account),
  foreign key (host_chain_id, home_chain_id, asset) references ledger_bucket on delete cascade,
  constraint ledger_balance_side check (
    case when account in ('depositors', 'locks', 'unbacked-mints', 'departing', 'unbacked-exits')
    then balance <= 0 else balance >= 0 end)
);

-- The journal: value that moved from one account to another because of one log. Rows are added, never changed.
create table ledger_entry (
  chain_id      integer not null,
  block_hash    text not null check (block_hash ~ '^0x[0-9a-f]{64}$'),
  log_index     integer not null check (log_index >= 0),
  phase         text not null check (phase in ('announced', 'booked')),
  part          smallint not null check (part >= 0),
  block_number  bigint not null,
  host_chain_id integer not null,
  home_chain_id integer not null,
  asset         text not null,
  event_kind    text not null,
  guid          text check (guid ~ '^0x[0-9a-f]{64}$'),
  from_account  text not null,
  to_account    text not null check (to_account <> from_account),
  amount        numeric(78, 0) not null check (amount > 0),
  posted_at     timestamptz not null default now(),
  primary key (chain_id, block_hash, log_index, phase, part),
  foreign key (host_chain_id, home_chain_id, asset, from_account) references ledger_balance on delete cascade,
  foreign key (host_chain_id, home_chain_id, asset, to_account) references ledger_balance on delete cascade
);
create index ledger_entry_by_guid on ledger_entry (guid);
create index ledger_entry_by_bucket on ledger_entry (host_chain_id, home_chain_id, asset, block_number);

create function ledger_entry_is_final() returns trigger language plpgsql as $$
begin
  raise exception 'ledger entries are added, never changed';
end $$;
create trigger ledger_entry_is_final before update on ledger_entry
  for each row execute function ledger_entry_is_final();

-- What is known of each message: what left, what of it arrived, and what arrived beyond it.
create table ledger_message (
  host_chain_id integer not null,
  home_chain_id integer not null,
  asset         text not null,
  kind          text not null check (kind in ('mint', 'release', 'refund')),
  guid          text not null check (guid ~ '^0x[0-9a-f]{64}$'),
  sent          numeric(78, 0) check (sent > 0),
  taken         numeric(78, 0) not null check (taken >= 0 and taken <= coalesce(sent, 0)),
  unbacked      numeric(78, 0) not null check (unbacked >= 0),
  deliveries    integer not null check (deliveries >= 0),
  primary key (host_chain_id, home_chain_id, asset, guid, kind),
  foreign key (host_chain_id, home_chain_id, asset) references ledger_bucket on delete cascade
);

-- Holds on the host; an amount of zero is a hold that is gone.
create table ledger_hold (
  host_chain_id integer not null,
  home_chain_id integer not null,
  asset         text not null,
  hold_id       bigint not null,
  guid          text not null check (guid ~ '^0x[0-9a-f]{64}$'),
  kind          text not null check (kind in ('waiting', 'delayed', 'refund-only')),
  amount        numeric(78, 0) not null check (amount >= 0),
  primary key (host_chain_id, home_chain_id, asset, hold_id),
  foreign key (host_chain_id, home_chain_id, asset) references ledger_bucket on delete cascade
);

-- What is wrong, or was. Evidence is that of the moment it was found. Kept when a ledger is rebuilt.
create table ledger_finding (
  id            bigint generated always as identity primary key,
  kind          text not null check (kind in (
    'shortfall', 'escrow-shortfall', 'drift', 'mint-without-lock', 'release-without-burn', 'refund-without-hold',
    'amount-mismatch', 'double-delivery', 'final-block-changed')),
  subject       text not null,
  chain_id      integer,
  host_chain_id integer,
  home_chain_id integer,
  asset         text,
  message_kind  text,
  guid          text,
  evidence      jsonb not null,
  found_at      timestamptz not null default now(),
  resolved_at   timestamptz
);
create unique index ledger_finding_open on ledger_finding (subject, kind) where resolved_at is null;
