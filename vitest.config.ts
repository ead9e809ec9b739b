import { createRequire } from 'node:module'
import { defineConfig } from 'vitest/config'

/** The copy of graphql that every library loads: two in one process do not know each other's schemas. */
const graphql = createRequire(import.meta.url).resolve('graphql')

const project = (name: string, timeoutMs: number, options: { readonly oneAtATime?: boolean } = {}) => ({
  resolve: { alias: [{ find: /^graphql$/, replacement: graphql }] },
  test: {
    name,
    include: [`test/${name}/**/*.test.ts`],
    testTimeout: timeoutMs,
    hookTimeout: timeoutMs,
    ...(options.oneAtATime === true ? { fileParallelism: false } : {}),
  },
})

/** Kinds of tests, from those that need nothing to those that start everything. Folder and project share a name. */
export default defineConfig({
  test: {
    projects: [
      project('unit', 10_000),
      project('property', 60_000),
      project('architecture', 30_000),
      project('integration', 120_000),
      project('e2e', 300_000, { oneAtATime: true }),
      project('incidents', 300_000, { oneAtATime: true }),
      project('deep', 1_200_000, { oneAtATime: true }),
    ],
  },
})
