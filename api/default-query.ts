/** The query that the page opens with. */
export const defaultQuery = `# Ctrl-Enter runs the query; every type and field is described on the right.
query Overview {
  _meta {
    consistent
    chains { chain { id name } head indexed finalized lagSeconds state }
  }
  exposureByChain { chain { name } lockedUsd outstandingUsd capacityUsd }
  buckets(first: 10, orderBy: UTILISATION_DESC) {
    nodes {
      id
      host { name }
      home { name }
      asset { symbol }
      state
      level { value usd }
      capacity { value }
      utilisation
    }
  }
  messages(first: 5) {
    nodes {
      guid
      kind
      state
      waitingFor
      amount { value }
      lane { source { name } destination { name } }
      steps { name reached at txHash }
    }
    pageInfo { hasNextPage endCursor }
  }
}
`
