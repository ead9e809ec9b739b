-- The ledger's journal in the order in which it was posted, as the API lists it; microseconds since 1970.
create index ledger_entry_by_posting on ledger_entry (
  trunc(extract(epoch from posted_at at time zone 'UTC') * 1000000), chain_id, (block_number::numeric), log_index,
  ((phase = 'booked')::integer), (part::integer), block_hash);
