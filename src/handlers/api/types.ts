/** What the API's handlers share. */
import type { Env } from '../../env.ts'
import type { Principal } from './auth.ts'

export interface ApiEnv {
  Bindings: Env
  Variables: { principal: Principal }
}
