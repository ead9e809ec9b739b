import type { GraphQLParams, Plugin } from 'graphql-yoga'
import { type Documents, hashInDocumentId } from './documents.ts'
import { DocumentUnknownError, OnlyKnownDocumentsError } from './errors.ts'

/** Parameter that names a document, beside GraphQL's own. */
export const documentIdParameter = 'documentId'

/**
 * Answers requests that name a document in place of sending it: `documentId` in the URL or the body, or
 * `extensions.persistedQuery.sha256Hash`. With `only`, those that send one are refused.
 *
 * @throws {@link DocumentUnknownError}, {@link OnlyKnownDocumentsError}
 */
export function useDocuments({ documents, only }: { readonly documents: Documents; readonly only: boolean }): Plugin {
  return {
    onParams({ params, request, setParams }) {
      if (typeof params !== 'object' || params === null) return
      if (params.query !== undefined && params.query !== null) {
        if (only) throw new OnlyKnownDocumentsError()
        return
      }
      const id = documentIdOf(params, request)
      if (id === undefined) return
      const query = documents.get(hashInDocumentId(id) ?? '')
      if (query === undefined) throw new DocumentUnknownError({ id })
      const { [documentIdParameter]: _known, ...others } = params as GraphQLParams & { readonly documentId?: unknown }
      setParams({ ...others, query })
    },
  }
}

function documentIdOf(params: GraphQLParams, request: Request): string | undefined {
  const { persistedQuery } = params.extensions ?? {}
  const candidates: readonly unknown[] = [
    request.method === 'GET' ? new URL(request.url).searchParams.get(documentIdParameter) : undefined,
    Reflect.get(params, documentIdParameter),
    typeof persistedQuery === 'object' && persistedQuery !== null
      ? Reflect.get(persistedQuery, 'sha256Hash')
      : undefined,
  ]
  return candidates.find((candidate) => typeof candidate === 'string')
}
