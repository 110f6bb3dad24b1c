/**
 * `npm run bench`: every benchmark, each beside its rival or limit, as tables. One after the other: plain imports of modules
 * that await would start them all at once, and each would measure the others.
 */
await import('../bench/size.ts')
await import('../bench/slack-acks.ts')
await import('../bench/ledger-size.ts')
await import('../bench/emulator-lists.ts')
// The last: it ends the process.
await import('../bench/hourly-run.ts')

export {}
