import { Hono } from 'hono'

// Ponder wants an HTTP application here and adds its own /health, /ready and /metrics. Queries go to `bulkhead serve`.
export default new Hono()
