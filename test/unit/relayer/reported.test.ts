import { expect, test } from 'vitest'
import { guid } from '../../../domain/identifiers.ts'
import { createReported } from '../../../relayer/reported.ts'

test('default: what was said last of a message is no news, anything else is', () => {
  const reported = createReported()
  const one = guid(`0x${'11'.repeat(32)}`)
  const other = guid(`0x${'22'.repeat(32)}`)
  expect(reported.isNews(one, { reason: 'ahead' })).toBe(true)
  expect(reported.isNews(one, { reason: 'ahead' })).toBe(false)
  expect(reported.isNews(other, { reason: 'ahead' })).toBe(true)
  expect(reported.isNews(one, { reason: 'unread' })).toBe(true)
  expect(reported.isNews(one, { reason: 'ahead' })).toBe(true)
})
