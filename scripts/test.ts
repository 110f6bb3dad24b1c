/** `npm test`: every test. Arguments go to vitest, e.g. `npm test -- --project unit`. */
import { run } from './lib/processes.ts'

process.exit(
  await run('vitest', [
    'run',
    '--reporter=default',
    '--reporter=./scripts/lib/count-reporter.ts',
    ...process.argv.slice(2),
  ]),
)
