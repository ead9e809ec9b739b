import { parseAbi } from 'viem'

/** What an aggregator of Chainlink's says of a round (`AggregatorInterface`). Its proxy says nothing. */
export const aggregatorAbi = parseAbi([
  'event AnswerUpdated(int256 indexed current, uint256 indexed roundId, uint256 updatedAt)',
])
