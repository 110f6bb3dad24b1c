/**
 * `node scripts/run.mjs NAME [ARGS]` runs scripts/NAME.ts. It is what every npm script calls, so that each works as the
 * only command after a clone: it needs nothing but Node 20, installs what is missing and goes on under the Node of the
 * dev dependency, which runs TypeScript as it is.
 */
import { spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const [name, ...args] = process.argv.slice(2)
if (!name) throw new Error('usage: node scripts/run.mjs NAME [ARGS]')

/** True when node_modules was made from the lockfile that is here now. */
function isInstalled() {
  const done = join(root, 'node_modules', '.package-lock.json')
  if (!existsSync(done) || !existsSync(nodeBinary())) return false
  const packages = (file) => JSON.parse(readFileSync(file, 'utf8')).packages ?? {}
  const wanted = packages(join(root, 'package-lock.json'))
  const present = packages(done)
  return Object.keys(present).every((path) => wanted[path]?.version === present[path].version)
}

function nodeBinary() {
  return join(root, 'node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node')
}

/** Runs a command to its end; signals that reach us are left to reach it too (one terminal, one process group). */
function run(command, commandArgs, options) {
  return new Promise((resolve) => {
    const child = spawn(command, commandArgs, { cwd: root, stdio: 'inherit', ...options })
    const forward = (signal) => child.kill(signal)
    process.on('SIGTERM', forward)
    process.on('SIGHUP', forward)
    process.on('SIGINT', () => {})
    child.on('exit', (code, signal) => {
      process.off('SIGTERM', forward)
      process.off('SIGHUP', forward)
      resolve(code ?? (signal === 'SIGINT' || signal === 'SIGTERM' ? 130 : 1))
    })
    child.on('error', (error) => {
      console.error(`${command}: ${error.message}`)
      resolve(127)
    })
  })
}

if (!isInstalled()) {
  console.log('Installing the dependencies of package-lock.json (once) …')
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm'
  const code = await run(npm, ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    shell: process.platform === 'win32',
  })
  if (code !== 0) {
    // A registry that lacks packages of other platforms makes `npm ci` refuse a sound lockfile; this does not.
    console.log('npm ci failed; trying npm install without touching the lockfile …')
    const again = await run(npm, ['install', '--no-package-lock', '--no-audit', '--no-fund', '--loglevel=error'], {
      shell: process.platform === 'win32',
    })
    if (again !== 0) process.exit(again)
  }
}
const environment = { ...process.env, WRANGLER_SEND_METRICS: 'false', NODE_NO_WARNINGS: '1' }
process.exit(await run(nodeBinary(), [join(root, 'scripts', `${name}.ts`), ...args], { env: environment }))
