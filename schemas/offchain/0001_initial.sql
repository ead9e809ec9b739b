-- What no chain can give back: what we observed, signed and sent. Durable; never rebuilt by the indexer.
-- Amounts and nonces are numeric, addresses and hashes lower-case hex text, our own times timestamptz.

-- Which Postgres schema holds a chain's indexed tables at present.
create table indexed_schema (
  chain_id      integer primary key check (chain_id > 0),
  schema_name   text not null,
  registered_at timestamptz not null default now()
);

-- Newest and newest final block of each chain, as its own node reports them.
create table chain_head (
  chain_id         integer primary key check (chain_id > 0),
  head_number      bigint not null check (head_number >= 0),
  head_hash        text not null check (head_hash ~ '^0x[0-9a-f]{64}$'),
  head_time        bigint not null,
  finalized_number bigint check (finalized_number <= head_number),
  finalized_hash   text check (finalized_hash ~ '^0x[0-9a-f]{64}$'),
  finalized_time   bigint,
  observed_at      timestamptz not null default now()
);

-- A message as the relayer saw it. A reorg that changes the message's block or content makes a new row: the guid
-- alone does not bind the content. Times are null until the fact was observed.
create table packet (
  guid                   text not null check (guid ~ '^0x[0-9a-f]{64}$'),
  payload_hash           text not null check (payload_hash ~ '^0x[0-9a-f]{64}$'),
  source_block_hash      text not null check (source_block_hash ~ '^0x[0-9a-f]{64}$'),
  source_chain_id        integer not null,
  source_block_number    bigint not null,
  source_tx_hash         text not null check (source_tx_hash ~ '^0x[0-9a-f]{64}$'),
  destination_chain_id   integer not null,
  nonce                  numeric(20, 0) not null,
  encoded                text not null check (encoded ~ '^0x[0-9a-f]*$'),
  seen_at                timestamptz not null default now(),
  final_at               timestamptz,
  attested_at            timestamptz,
  verifiable_at          timestamptz,
  executed_at            timestamptz,
  executed_block_number  bigint,
  executed_tx_hash       text check (executed_tx_hash ~ '^0x[0-9a-f]{64}$'),
  settled_at             timestamptz,
  orphaned_at            timestamptz,
  failure                text,
  failed_at              timestamptz,
  retry_at               timestamptz not null default now(),
  primary key (guid, payload_hash, source_block_hash)
);
create index packet_unsettled on packet (destination_chain_id, source_block_number)
  where settled_at is null and orphaned_at is null;
create index packet_not_final on packet (source_chain_id, source_block_number)
  where final_at is null and orphaned_at is null;
create index packet_by_source on packet (source_chain_id, source_block_number);

-- Attestors' signatures.
create table attestation (
  guid              text not null,
  payload_hash      text not null,
  source_block_hash text not null,
  attestor          text not null check (attestor ~ '^0x[0-9a-f]{40}$'),
  confirmations     bigint not null,
  expiry            bigint not null,
  signature         text not null check (signature ~ '^0x[0-9a-f]{130}$'),
  signed_at         timestamptz not null default now(),
  primary key (guid, payload_hash, source_block_hash, attestor),
  foreign key (guid, payload_hash, source_block_hash) references packet
);

-- Transactions of ours. The row, signed transaction included, is committed before the transaction leaves.
create table attempt (
  id                   bigint generated always as identity primary key,
  destination_chain_id integer not null,
  signer               text not null check (signer ~ '^0x[0-9a-f]{40}$'),
  nonce                bigint not null check (nonce >= 0),
  tx_hash              text not null unique check (tx_hash ~ '^0x[0-9a-f]{64}$'),
  raw_transaction      text not null check (raw_transaction ~ '^0x[0-9a-f]+$'),
  state                text not null default 'intended' check (state in ('intended', 'broadcast', 'succeeded', 'reverted', 'superseded')),
  intended_at          timestamptz not null default now(),
  broadcast_at         timestamptz,
  resolved_at          timestamptz,
  block_number         bigint,
  gas_used             bigint
);
create index attempt_open on attempt (destination_chain_id, nonce) where resolved_at is null;

create table attempt_packet (
  attempt_id        bigint not null references attempt,
  guid              text not null,
  payload_hash      text not null,
  source_block_hash text not null,
  primary key (attempt_id, guid, payload_hash, source_block_hash),
  foreign key (guid, payload_hash, source_block_hash) references packet
);
create index attempt_packet_by_packet on attempt_packet (guid);
