/** What the `notify` project's set-up, in Node, tells its tests, in workerd. Types only. */

/** How a misbehaving mail server goes wrong. */
export type Manner = 'silent' | 'cut_greeting' | 'cut_in_data' | 'no_verdict' | 'smuggles' | 'gibberish'

/** Ports on loopback. */
export interface NotifyPorts {
  readonly smtp: number
  readonly smtps: number
  /** Offers neither STARTTLS nor any other method than LOGIN. */
  readonly smtpLogin: number
  /** `GET /` lists what the mail servers took, as `Arrived[]`. */
  readonly arrived: number
  /** See `scripted-http.ts`. */
  readonly http: number
  readonly rude: Readonly<Record<Manner, number>>
  /** Nobody listens there. */
  readonly closed: number
}

/** A message as a mail server took it. */
export interface Arrived {
  readonly from: string
  readonly to: readonly string[]
  readonly user: string | null
  readonly isSecure: boolean
  readonly helo: string
  /** One character per byte. */
  readonly raw: string
}

/** An answer that the scripted HTTP server is to give. `hang`: none, ever. `cut`: the connection is closed instead. */
export interface ScriptedAnswer {
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: unknown
  readonly hang?: boolean
  readonly cut?: boolean
}

/** A request as the scripted HTTP server got it. */
export interface Asked {
  readonly path: string
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly body: string
}

declare module 'vitest' {
  interface ProvidedContext {
    notifyPorts: NotifyPorts
  }
}
