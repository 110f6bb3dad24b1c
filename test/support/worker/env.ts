/** The Worker's bindings and settings as tests in workerd have them. */
import { env } from 'cloudflare:workers'
import type { Env } from '../../../src/env.ts'

/** What the platform would hand to the Worker. */
export const workerEnv = env as unknown as Env
/** Where the emulator listens. */
export const emulatorUrl = (env as unknown as { EMULATOR_URL: string }).EMULATOR_URL
