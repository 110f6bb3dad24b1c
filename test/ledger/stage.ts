/** The ledger's object in a schedule: its lives and deaths, what it is asked, and what it works on. */
import type { PaymentPolicy } from '../../src/domain/payments/policy.ts'
import { Book, type Item } from '../../src/durable/ledger/book.ts'
import { createTransport } from '../../src/trackagoat/transport.ts'
import { type Chance, Crash, type Disk, Life, type Upstream } from './farm.ts'
import { Network } from './network.ts'

const READ_KEY = `tga_${'0'.repeat(64)}`
const WRITE_KEY = `tga_${'1'.repeat(64)}`
/** Deaths of the object in one schedule. */
const MOST_CRASHES = 6

interface Accrual {
  readonly id: string
  readonly amount_cents: number
  readonly status: string
}

interface Payment {
  readonly id: string
  readonly status: string
  readonly payout_payment_lines: readonly { accrual_id: string }[]
}

export class Stage {
  readonly chance: Chance
  readonly upstream: Upstream
  readonly creator: { id: string; handle: string }
  /** What was done, for whoever reads a failure. */
  readonly trace: string[] = []
  readonly problems: string[] = []
  policy: PaymentPolicy
  book: Book
  /** trackagoat keeps no time of a payment but its day. */
  readonly keepsDaysOnly: boolean
  /** False once everything has healed. */
  faulty = true
  readonly network: Network
  readonly #disk: Disk
  #life = new Life()
  #inFlight = new Map<string, Promise<void>>()
  #calls: Promise<void>[] = []
  #crashes = 0

  constructor(upstream: Upstream, disk: Disk, chance: Chance, creator: { id: string; handle: string }) {
    this.upstream = upstream
    this.#disk = disk
    this.chance = chance
    this.creator = creator
    this.policy = {
      mode: chance.hits(0.75) ? 'approve' : 'auto',
      autoLimitCents: 50_000_000,
      twoPersonCents: chance.pick([0, 5_000, 100_000_000, 100_000_000]),
      maxPaymentCents: chance.hits(0.95) ? 100_000_000 : 5_000,
      maxDailyCents: chance.hits(0.95) ? 1_000_000_000 : 10_000,
      timeZone: chance.pick(['UTC', 'America/New_York', 'Pacific/Auckland']),
    }
    this.keepsDaysOnly = chance.hits(0.15)
    this.network = new Network(this)
    this.book = this.#born()
  }

  // The object and its deaths

  #born(): Book {
    const life = new Life()
    this.#life = life
    this.#inFlight = new Map()
    const book = new Book({
      storage: this.#disk.storage(life),
      now: () => this.upstream.clock.atMs,
      uuid: () => crypto.randomUUID(),
      policy: () => this.policy,
      cardDestination: () => 'slack/C0ALERTS1',
      read: this.#transport(READ_KEY, life),
      write: this.#transport(WRITE_KEY, life),
      knowledge: {
        findCreators: async () => ({ exact: [], inactive: [], near: [] }),
        findProjects: async () => ({ exact: [], near: [] }),
        creatorRead: async () => null,
        knownPayments: async () => ({ asOf: null, total: 0, rows: [] }),
      },
    })
    life.atTransaction = (when) => {
      if (!this.faulty || !this.mayDie || !this.chance.hits(0.03)) return
      this.die(`at a transaction, ${when}`)
      throw new Crash()
    }
    return book
  }

  /** Whether the object may still die in this schedule. */
  get mayDie(): boolean {
    return this.#crashes < MOST_CRASHES
  }

  die(where: string): void {
    this.#crashes++
    this.trace.push(`crash ${where}`)
    this.#life.over = true
  }

  /** A dead object is replaced, as the platform does; what it was about to do never happens. */
  revive(): void {
    if (!this.#life.over) return
    this.#calls = []
    this.book = this.#born()
  }

  #transport(apiKey: string, life: Life) {
    return createTransport({
      baseUrl: '',
      apiKey,
      budget: { take: async () => ({ granted: true }) },
      timeoutMs: 2_000_000_000,
      fetch: ((path: string, init: RequestInit) => this.network.cross(life, path, init)) as typeof fetch,
    })
  }

  // What is under way

  /** Somebody asks something of the object, and may never hear. */
  call(what: string, work: () => Promise<unknown>): void {
    this.trace.push(what)
    const life = this.#life
    this.#calls.push(
      work().then(
        () => undefined,
        (error: unknown) => this.#broke(life, error),
      ),
    )
  }

  #broke(life: Life, error: unknown): void {
    if (error instanceof Crash || life.over) return
    this.problems.push(`a fault of our own: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`)
  }

  /** Starts what is due, as the alarm does: never one thing twice at once. */
  start(): void {
    const book = this.book
    for (const item of book.due(10)) void this.drive(book, item)
  }

  /** Works on one thing; who comes second waits for the first. */
  drive(book: Book, { kind, id }: Item): Promise<void> {
    const key = `${kind} ${id}`
    const known = this.#inFlight.get(key)
    if (known) return known
    const life = this.#life
    const inFlight = this.#inFlight
    const work = (kind === 'request' ? book.drive(id) : book.driveVoid(id))
      .catch((error: unknown) => this.#broke(life, error))
      .finally(() => inFlight.delete(key))
    this.#inFlight.set(key, work)
    return work
  }

  /** Whether something is being worked on. */
  get isBusy(): boolean {
    return this.#inFlight.size > 0
  }

  // What there is to see

  /** The requests as stored. */
  requests() {
    // Read beside the object: looking must work while it is dead.
    return this.#disk
      .storage(new Life())
      .sql.exec<{
        seq: number
        id: string
        status: string
        upstream_key: string
        payment_id: string | null
        needs_person: number
        reason: string | null
        due_ms: number | null
        twin_id: string | null
      }>(
        'SELECT seq, id, status, upstream_key, payment_id, needs_person, reason, due_ms, twin_id FROM requests ORDER BY seq',
      )
      .toArray()
  }

  /** Voids that are over and due all the same: they would be worked on for ever. */
  endlessVoids(): number {
    return this.#disk
      .storage(new Life())
      .sql.exec<{ n: number }>("SELECT count(*) AS n FROM voids WHERE status <> 'pending' AND due_ms IS NOT NULL")
      .one().n
  }

  /** The accruals of the creator upstream. */
  async accruals(): Promise<Accrual[]> {
    const { data } = await this.upstream.api<Accrual[]>(
      'GET',
      `/payout-accruals?creator_id=${this.creator.id}&limit=100`,
    )
    return data
  }

  /** The payments of the creator upstream. */
  async payments(): Promise<Payment[]> {
    const { data } = await this.upstream.api<Payment[]>(
      'GET',
      `/payout-payments?creator_id=${this.creator.id}&limit=100`,
    )
    return data
  }
}
