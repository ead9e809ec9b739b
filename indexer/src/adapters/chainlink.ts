import { ponder } from 'ponder:registry'
import { recordRound } from '../price-round.ts'

/* Rounds are kept per aggregator: which one a feed's proxy asks at a block is the deployment file's to say. */
ponder.on('ChainlinkAggregator:AnswerUpdated', recordRound)
