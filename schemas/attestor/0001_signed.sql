-- An attestor's own memory, in a database that nobody else writes to. Rows are added, never changed or removed: losing
-- them, or restoring an older copy, is the one way to make this attestor sign two contents for one nonce.

-- What was signed for a nonce of a pathway, whoever signed. Recorded before the signature exists.
create table signed_message (
  src_eid             bigint not null check (src_eid > 0),
  sender              text not null check (sender ~ '^0x[0-9a-f]{40}$'),
  dst_eid             bigint not null check (dst_eid > 0),
  receiver            text not null check (receiver ~ '^0x[0-9a-f]{40}$'),
  nonce               numeric(20, 0) not null check (nonce >= 0),
  payload_hash        text not null check (payload_hash ~ '^0x[0-9a-f]{64}$'),
  source_block_number bigint not null check (source_block_number >= 0),
  source_block_hash   text not null check (source_block_hash ~ '^0x[0-9a-f]{64}$'),
  recorded_at         timestamptz not null default now(),
  primary key (src_eid, sender, dst_eid, receiver, nonce)
);

-- What was signed of a group, one row per expiry. Hashes of its messages in the order that was signed.
create table signed_group (
  attestor             text not null check (attestor ~ '^0x[0-9a-f]{40}$'),
  destination_chain_id integer not null check (destination_chain_id > 0),
  relay_worker         text not null check (relay_worker ~ '^0x[0-9a-f]{40}$'),
  source_block_hash    text not null check (source_block_hash ~ '^0x[0-9a-f]{64}$'),
  expiry               bigint not null check (expiry >= 0),
  confirmations        bigint not null check (confirmations >= 0),
  messages             text[] not null check (cardinality(messages) > 0),
  recorded_at          timestamptz not null default now(),
  primary key (attestor, destination_chain_id, relay_worker, source_block_hash, expiry)
);

create function signed_is_final() returns trigger language plpgsql as $$
begin
  raise exception 'what was signed stays on record';
end $$;
create trigger signed_message_is_final before update or delete on signed_message
  for each row execute function signed_is_final();
create trigger signed_group_is_final before update or delete on signed_group
  for each row execute function signed_is_final();

-- Newest final block of each chain that this attestor relied on, and the chains that broke their finality since, with
-- the evidence. Until `resumed_at` is set, by its operator, it signs nothing that comes from there.
create table final_block (
  chain_id    integer primary key check (chain_id > 0),
  number      bigint not null check (number >= 0),
  hash        text not null check (hash ~ '^0x[0-9a-f]{64}$'),
  observed_at timestamptz not null default now()
);

create table chain_halt (
  id           bigint generated always as identity primary key,
  chain_id     integer not null check (chain_id > 0),
  block_number bigint not null check (block_number >= 0),
  known_hash   text not null check (known_hash ~ '^0x[0-9a-f]{64}$'),
  found_hash   text not null check (found_hash ~ '^0x[0-9a-f]{64}$'),
  halted_at    timestamptz not null default now(),
  resumed_at   timestamptz,
  check (known_hash <> found_hash)
);
create unique index chain_halt_open on chain_halt (chain_id) where resumed_at is null;
