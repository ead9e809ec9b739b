-- One signature per attestor and group: all messages of one source block to one destination chain. The former table
-- held one per message, which no contract takes any more.
drop table attestation;

-- Written by attestors. A hint to whoever reads it: the signature is recovered again over the packets beside it. An
-- attestor that renews its signature adds a row.
create table group_attestation (
  source_chain_id      integer not null check (source_chain_id > 0),
  source_block_number  bigint not null check (source_block_number >= 0),
  source_block_hash    text not null check (source_block_hash ~ '^0x[0-9a-f]{64}$'),
  destination_chain_id integer not null check (destination_chain_id > 0),
  attestor             text not null check (attestor ~ '^0x[0-9a-f]{40}$'),
  confirmations        bigint not null check (confirmations >= 0),
  expiry               bigint not null check (expiry >= 0),
  -- LayerZero packets in the order that was signed, and the transactions that sent them, which are not signed.
  packets              text[] not null check (cardinality(packets) > 0),
  source_tx_hashes     text[] not null check (cardinality(source_tx_hashes) = cardinality(packets)),
  signature            text not null check (signature ~ '^0x[0-9a-f]{130}$'),
  submitted_at         timestamptz not null default now(),
  primary key (destination_chain_id, source_block_hash, attestor, expiry)
);
create index group_attestation_by_attestor on group_attestation (attestor, source_chain_id, source_block_number);

-- Whose signatures were the first quorum, as the relayer verified them.
alter table packet add column attestors text[] not null default '{}';

-- What no chain can have sent stops nobody who reads the table. Older rows are the indexer's and fit.
alter table packet
  add constraint packet_source_chain check (source_chain_id > 0),
  add constraint packet_destination_chain check (destination_chain_id > 0),
  add constraint packet_source_block check (source_block_number >= 0),
  add constraint packet_nonce check (nonce >= 0 and nonce < 18446744073709551616);

create index packet_unexecuted on packet (source_chain_id, source_block_number)
  where executed_at is null and settled_at is null and orphaned_at is null;
