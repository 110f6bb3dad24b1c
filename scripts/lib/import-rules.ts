/** Who may import whom (docs/architecture.md). Read from the import lines of every file. */
import { globSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { ROOT } from './processes.ts'

/** Folders of src and what of src they may import beside themselves. `leaf` files: env, log. */
const ALLOWED: Record<string, readonly string[]> = {
  domain: [],
  trackagoat: ['domain'],
  kv: ['domain'],
  notify: ['domain'],
  durable: ['domain', 'trackagoat', 'notify', 'leaf'],
  cron: ['domain', 'trackagoat', 'kv', 'durable', 'notify', 'leaf'],
  handlers: ['domain', 'trackagoat', 'kv', 'durable', 'notify', 'leaf'],
  // Leaves know types of the objects they name, and nothing that runs.
  leaf: ['domain', 'durable'],
  entry: ['domain', 'trackagoat', 'kv', 'durable', 'notify', 'cron', 'handlers', 'leaf', 'entry'],
}

/** Packages that only some folders may name. */
const PACKAGES: readonly { name: RegExp; only: (place: string, path: string) => boolean; why: string }[] = [
  { name: /^itty-durable$/, only: (place) => place === 'durable', why: 'only durable names itty-durable' },
  {
    name: /^cloudflare:workers$/,
    only: (place, path) => place === 'durable' || path === 'src/cron/hourly-run.ts',
    why: 'objects live in durable, the workflow in cron/hourly-run.ts',
  },
  { name: /^cloudflare:sockets$/, only: (place) => place === 'notify', why: 'only mail opens sockets' },
  { name: /^hono/, only: (place) => ['handlers', 'entry', 'notify'].includes(place), why: 'hono is for surfaces' },
]

/** The rules that are broken, one line each; empty when all hold. */
export function brokenImportRules(): string[] {
  const broken: string[] = []
  for (const path of globSync(['src/**/*.{ts,tsx}', 'emulator/**/*.ts'], { cwd: ROOT })) {
    for (const target of importsOf(path)) {
      const reason = path.startsWith('src/') ? checkSource(path, target) : checkEmulator(path, target)
      if (reason !== null) broken.push(`${path} imports ${target}: ${reason}`)
    }
  }
  return broken
}

function importsOf(path: string): string[] {
  const text = readFileSync(join(ROOT, path), 'utf8')
  return [...text.matchAll(/(?:^|\n)\s*(?:import|export)\s[^'"]*?from\s*['"]([^'"]+)['"]/g)].map(
    (match) => match[1] ?? '',
  )
}

function checkSource(path: string, target: string): string | null {
  const place = placeOf(path)
  if (!target.startsWith('.')) {
    if (target === 'zod' && /import \{/.test(readFileSync(join(ROOT, path), 'utf8').match(/.*from 'zod'/)?.[0] ?? '')) {
      return 'write «import * as z», the braces form makes the bundle five times larger'
    }
    if (place === 'domain' && target !== 'zod') return 'domain imports nothing but zod'
    const rule = PACKAGES.find(({ name }) => name.test(target))
    return rule && !rule.only(place, path) ? rule.why : null
  }
  const resolved = relative(ROOT, join(ROOT, dirname(path), target))
  if (!resolved.startsWith('src/')) return 'src imports nothing from outside src'
  const targetPlace = placeOf(resolved)
  if (targetPlace === place) {
    return place === 'handlers' && surfaceOf(path) !== surfaceOf(resolved) && surfaceOf(resolved) !== null
      ? 'a surface never imports another surface'
      : null
  }
  return ALLOWED[place]?.includes(targetPlace) ? null : `${place} may not import ${targetPlace}`
}

function checkEmulator(path: string, target: string): string | null {
  if (!target.startsWith('.')) return null
  const resolved = relative(ROOT, join(ROOT, dirname(path), target))
  return resolved.startsWith('emulator/') ? null : 'the emulator shares no code: a shared mistake must not hide'
}

function placeOf(path: string): string {
  const [, folder, rest] = path.split('/')
  if (rest !== undefined) return folder ?? ''
  return ['env.ts', 'log.ts'].includes(folder ?? '') ? 'leaf' : 'entry'
}

/** `api` of `src/handlers/api/runs.ts`; null for what all surfaces share. */
function surfaceOf(path: string): string | null {
  const parts = path.split('/')
  return parts.length > 3 ? (parts[2] ?? null) : null
}
