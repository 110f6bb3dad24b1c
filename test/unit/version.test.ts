import { expect, it } from 'vitest'
import manifest from '../../package.json' with { type: 'json' }
import { USER_AGENT, VERSION } from '../../src/domain/version.ts'

it('the version in answers is that of the package', () => {
  expect(VERSION).toBe(manifest.version)
  expect(USER_AGENT).toBe(`goatherd/${manifest.version}`)
})
