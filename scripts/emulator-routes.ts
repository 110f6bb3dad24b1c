/** `node scripts/run.mjs emulator-routes`: writes the table of routes into emulator/README.md anew. */
import { writeFileSync } from 'node:fs'
import { README, readmeWithRoutes } from './lib/emulator-routes.ts'

writeFileSync(README, readmeWithRoutes())
console.log('emulator/README.md is up to date.')
