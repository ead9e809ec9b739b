/** What a secret would be recognised by: each canary in every form in which it could travel. */
export function findCanaries(text: string, canaries: readonly string[]): readonly string[] {
  const lower = text.toLowerCase()
  return canaries.filter((canary) => formsOf(canary).some((form) => lower.includes(form.toLowerCase())))
}

/**
 * As it is, without `0x`, URL-encoded, inside JSON, and inside base64: of a text in the middle of another one base64 keeps the
 * middle, at each of three offsets.
 */
function formsOf(canary: string): readonly string[] {
  const bare = canary.replace(/^0x/, '')
  const base64 = [0, 1, 2].map((offset) => {
    const encoded = Buffer.from(`${'x'.repeat(offset)}${bare}`).toString('base64')
    return encoded.slice(offset === 0 ? 0 : 4, -4)
  })
  return [bare, encodeURIComponent(bare), JSON.stringify(bare).slice(1, -1), ...base64]
}
