/** Starts the emulator once for the tests that run in workerd. */
import type { TestProject } from 'vitest/node'
import { startEmulator } from '../../../emulator/server.ts'

export default async function setup(project: TestProject) {
  const emulator = await startEmulator({ port: 0, smtpPort: 0, quiet: true, checkAnswers: true })
  project.provide('emulatorUrl', emulator.url)
  project.provide('smtpPort', emulator.smtpPort)
  return () => emulator.close()
}

declare module 'vitest' {
  export interface ProvidedContext {
    emulatorUrl: string
    smtpPort: number
  }
}
