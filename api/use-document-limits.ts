import { maxDepthRule } from '@escape.tech/graphql-armor-max-depth'
import { NoSchemaIntrospectionCustomRule } from 'graphql'
import type { Plugin } from 'graphql-yoga'
import { QueryTooDeepError } from './errors.ts'

/** Words and signs in a document. */
const maxTokens = 3_000
/** Fields inside fields. */
const maxDepth = 15

/**
 * Refuses documents that are too long or too deep before anything is done with them, and, unless `introspection`, those that
 * ask what the schema is.
 *
 * @throws GraphQLError with GRAPHQL_PARSE_FAILED for a document of more than 3,000 tokens, {@link QueryTooDeepError}
 */
export function useDocumentLimits({ introspection }: { readonly introspection: boolean }): Plugin {
  const depthRule = maxDepthRule({
    n: maxDepth,
    flattenFragments: true,
    propagateOnRejection: false,
    onReject: [
      () => {
        throw new QueryTooDeepError({ limit: maxDepth })
      },
    ],
  })
  return {
    onParse({ parseFn, setParseFn }) {
      setParseFn((source, options) => parseFn(source, { ...options, maxTokens }))
    },
    onValidate({ addValidationRule }) {
      addValidationRule(depthRule)
      if (!introspection) addValidationRule(NoSchemaIntrospectionCustomRule)
    },
  }
}
