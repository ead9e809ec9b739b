export type { ResultOf, VariablesOf } from 'gql.tada'
export { type BulkheadClient, type ClientOptions, createClient, type Page, type RequestOptions } from './client.ts'
export { ApiError, type ApiFailure, ApiUnreachableError, BulkheadClientError, NotTheApiError } from './errors.ts'
export { graphql } from './graphql.ts'
