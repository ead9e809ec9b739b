import { address, type ChainId, chainId, type Guid, guid } from '../domain/identifiers.ts'
import type { BucketKey } from '../domain/ledger-event.ts'
import { type Finding, type FindingKind, type FindingSubject, subjectId } from '../domain/ledger-finding.ts'
import type { Examination, RecordedFinding } from '../relayer/ledger-ports.ts'
import type { Connection, Sql } from './connect.ts'

interface FindingRow {
  readonly id: bigint
  readonly kind: FindingKind
  readonly subject: string
  readonly chain_id: number | null
  readonly host_chain_id: number | null
  readonly home_chain_id: number | null
  readonly asset: string | null
  readonly guid: string | null
  readonly evidence: Finding['evidence']
  readonly found_at: Date
  readonly resolved_at: Date | null
}

/**
 * Records what examinations found and resolves what they no longer found, on a connection or in a transaction.
 *
 * @returns The findings that are new.
 */
export async function recordFindings(
  sql: Connection,
  examinations: readonly Examination[],
): Promise<readonly RecordedFinding[]> {
  const examined = examinations.map(({ subject }) => subjectId(subject))
  const found = examinations
    .flatMap(({ findings }) => findings)
    .map((finding) => ({
      kind: finding.kind,
      subject: subjectId(finding.subject),
      ...columnsOf(finding.subject),
      evidence: finding.evidence,
    }))
  await sql`
    update bulkhead.ledger_finding f set resolved_at = now()
    where f.resolved_at is null and f.subject in (select jsonb_array_elements_text(${sql.json(examined)}))
      and not exists (
        select 1 from jsonb_to_recordset(${sql.json(found)}) as n (subject text, kind text)
        where n.subject = f.subject and n.kind = f.kind)`
  const rows = await sql<FindingRow[]>`
    insert into bulkhead.ledger_finding (
      kind, subject, chain_id, host_chain_id, home_chain_id, asset, message_kind, guid, evidence
    )
    select kind, subject, chain_id, host_chain_id, home_chain_id, asset, message_kind, guid, evidence
    from jsonb_to_recordset(${sql.json(found)}) as n (
      kind text, subject text, chain_id integer, host_chain_id integer, home_chain_id integer, asset text,
      message_kind text, guid text, evidence jsonb)
    on conflict (subject, kind) where resolved_at is null do nothing
    returning *`
  return rows.map(toFinding)
}

/** Findings, newest first. */
export async function readFindings(
  sql: Sql,
  { open }: { readonly open: boolean },
): Promise<readonly RecordedFinding[]> {
  const rows = await sql<FindingRow[]>`
    select * from bulkhead.ledger_finding where ${open ? sql`resolved_at is null` : sql`true`} order by id desc`
  return rows.map(toFinding)
}

function columnsOf(subject: FindingSubject) {
  if (subject.type === 'chain') return { chain_id: subject.chainId }
  const { hostChainId, homeChainId, asset } = subject.bucket
  const bucket = { host_chain_id: hostChainId, home_chain_id: homeChainId, asset }
  if (subject.type !== 'message') return bucket
  return { ...bucket, message_kind: subject.message.kind, guid: subject.message.guid }
}

function toFinding(row: FindingRow): RecordedFinding {
  const ofChain: ChainId | undefined = row.chain_id === null ? undefined : chainId(row.chain_id)
  const ofMessage: Guid | undefined = row.guid === null ? undefined : guid(row.guid)
  return {
    id: row.id,
    kind: row.kind,
    subject: row.subject,
    chainId: ofChain,
    bucket: toBucket(row),
    guid: ofMessage,
    evidence: row.evidence,
    foundAt: row.found_at,
    resolvedAt: row.resolved_at ?? undefined,
  }
}

function toBucket(row: FindingRow): BucketKey | undefined {
  if (row.host_chain_id === null || row.home_chain_id === null || row.asset === null) return undefined
  return {
    hostChainId: chainId(row.host_chain_id),
    homeChainId: chainId(row.home_chain_id),
    asset: address(row.asset),
  }
}
