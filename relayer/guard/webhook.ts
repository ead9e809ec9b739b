import { DomainError } from '../../domain/errors.ts'
import type { AlertBody, AlertDelivery } from './alerts.ts'

/** The webhook did not take an alert. Carries its status or the system's word, and nothing of its URL. */
export class WebhookFailedError extends DomainError {
  readonly code = 'WEBHOOK_FAILED'
  readonly retryable = true
  constructor(readonly facts: { readonly answer: string }) {
    super(`The alert webhook did not take an alert: ${facts.answer}.`, { hint: 'Check BULKHEAD_ALERT_WEBHOOK.' })
  }
}

/**
 * Delivers alerts as JSON by POST.
 *
 * @param url - Secret: webhooks are authorised by their URL.
 */
export function webhook(
  url: string,
  { timeoutMs = 10_000 }: { readonly timeoutMs?: number } = {},
): AlertDelivery['post'] {
  return async (body: AlertBody) => {
    const status = await post(url, body, timeoutMs)
    if (status < 200 || status > 299) throw new WebhookFailedError({ answer: `status ${status}` })
  }
}

async function post(url: string, body: AlertBody, timeoutMs: number): Promise<number> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
      redirect: 'manual',
      signal: AbortSignal.timeout(timeoutMs),
    })
    await response.body?.cancel()
    return response.status
  } catch (error) {
    // Its message may hold the URL, and so may its cause.
    const timedOut = error instanceof Error && error.name === 'TimeoutError'
    throw new WebhookFailedError({ answer: timedOut ? 'no answer in time' : 'no connection' })
  }
}
