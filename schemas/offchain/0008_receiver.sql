-- For whom a message left, and who got it. Of messages that were posted before this is unknown, and not compared.
alter table ledger_message
  add column sent_to  text check (sent_to ~ '^0x[0-9a-f]{40}$'),
  add column taken_by text check (taken_by ~ '^0x[0-9a-f]{40}$');

alter table ledger_finding drop constraint ledger_finding_kind_check;
alter table ledger_finding add constraint ledger_finding_kind_check check (kind in (
  'shortfall', 'escrow-shortfall', 'drift', 'mint-without-lock', 'release-without-burn', 'refund-without-hold',
  'amount-mismatch', 'receiver-mismatch', 'double-delivery', 'final-block-changed'));
