-- Messages that were held and whose end is not on record.
create index packet_held on packet (destination_chain_id)
  where execution in ('held', 'sent-home') and not paid_back and orphaned_at is null;
