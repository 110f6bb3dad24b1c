/** Ends a test run with «N passed, N failed» on a line of its own, whatever went wrong. */
import type { Reporter, SerializedError, TestModule } from 'vitest/node'

export default class CountReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], errors: readonly SerializedError[]): void {
    let passed = 0
    let skipped = 0
    // A file that could not even be read, or an error outside any test, is a failure as well.
    let failed = errors.length
    for (const module of modules) {
      let tests = 0
      for (const test of module.children.allTests()) {
        tests++
        const { state } = test.result()
        if (state === 'passed') passed++
        else if (state === 'skipped') skipped++
        else failed++
      }
      if (tests === 0 || module.errors().length > 0) failed += Math.max(1, module.errors().length)
    }
    console.log(`\n${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`)
  }
}
