-- Every version of a transaction that was signed for its nonce. Whichever is mined is the attempt's: a replacement does
-- not take the first one back. Committed before it is sent.
create table attempt_version (
  attempt_id               bigint not null references attempt,
  version                  integer not null check (version > 0),
  tx_hash                  text not null unique check (tx_hash ~ '^0x[0-9a-f]{64}$'),
  raw_transaction          text not null check (raw_transaction ~ '^0x[0-9a-f]+$'),
  max_fee_per_gas          numeric(78, 0) not null,
  max_priority_fee_per_gas numeric(78, 0) not null,
  -- Newest block when it first went out, and when it last did; null until then.
  first_sent_block         bigint,
  last_sent_block          bigint check (last_sent_block >= first_sent_block),
  signed_at                timestamptz not null default now(),
  primary key (attempt_id, version)
);
-- An attempt of before has one version. Its fees are inside the transaction; zero has the first replacement bid anew.
insert into attempt_version (
  attempt_id, version, tx_hash, raw_transaction, max_fee_per_gas, max_priority_fee_per_gas
) select id, 1, tx_hash, raw_transaction, 0, 0 from attempt where resolved_at is null;

-- What a transaction is for. `unclear_since_block`: from then on its nonce was used and none of its versions found mined.
alter table attempt
  add column purpose text not null default 'relay' check (purpose in ('relay', 'release', 'refund')),
  add column unclear_since_block bigint;

-- What `decide` has on record of a message, beside the times above. `failures` count for the step that was due in the
-- state `failed_in`; times are the receiving chain's, Unix seconds.
alter table packet
  add column verified boolean not null default false,
  add column parked boolean not null default false,
  add column execution text not null default 'none' check (execution in ('none', 'passed', 'held', 'sent-home')),
  add column outcome text check (outcome in ('minted', 'released', 'refunded', 'noop', 'voided')),
  add column paid_back boolean not null default false,
  add column releasable_at bigint,
  add column doubted_since bigint,
  add column failures bigint not null default 0 check (failures >= 0),
  add column failed_in text,
  add column tried_at bigint;
