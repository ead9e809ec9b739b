#!/usr/bin/env -S node --max-semi-space-size=64
// The nursery of the heap, MiB: an answer of the API is thousands of small objects, all dead once it is sent.
import { register } from 'tsx/esm/api'

register()
await import('./main.ts')
