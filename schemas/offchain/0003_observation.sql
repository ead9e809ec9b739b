-- Newest final block of each chain that the relayer relied on. A quorum that later gives the block another hash has
-- seen a reorg of final blocks.
create table final_block (
  chain_id    integer primary key check (chain_id > 0),
  number      bigint not null check (number >= 0),
  hash        text not null check (hash ~ '^0x[0-9a-f]{64}$'),
  observed_at timestamptz not null default now()
);

-- Chains that broke their finality, with the evidence. Until `resumed_at` is set, by an operator, nothing is attested,
-- delivered or settled there, and nothing that comes from there is delivered.
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
