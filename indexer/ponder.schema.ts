export * from '../schemas/onchain/index.ts'
