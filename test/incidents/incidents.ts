import { bnb2022 } from './bnb-2022.ts'
import { harmony2022 } from './harmony-2022.ts'
import { hyperbridge2026 } from './hyperbridge-2026.ts'
import type { Incident } from './incident.ts'
import { kelp2026 } from './kelp-2026.ts'
import { multichain2023 } from './multichain-2023.ts'
import { nomad2022 } from './nomad-2022.ts'
import { orbit2024 } from './orbit-2024.ts'
import { poly2021 } from './poly-2021.ts'
import { ronin2022 } from './ronin-2022.ts'
import { ronin2024 } from './ronin-2024.ts'
import { wormhole2022 } from './wormhole-2022.ts'

/** All incidents that are replayed, the latest first. */
export const incidents: readonly Incident[] = [
  kelp2026,
  hyperbridge2026,
  ronin2024,
  orbit2024,
  multichain2023,
  bnb2022,
  nomad2022,
  harmony2022,
  ronin2022,
  wormhole2022,
  poly2021,
]
