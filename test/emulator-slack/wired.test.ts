/** The workspace inside the whole emulator. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Emulator, startEmulator } from '../../emulator/server.ts'
import { startWorkerDouble, type WorkerDouble } from './worker-double.ts'

let emulator: Emulator
let worker: WorkerDouble
beforeAll(async () => {
  worker = await startWorkerDouble('emulator-signing-secret')
  emulator = await startEmulator({ port: 0, quiet: true, checkAnswers: true })
})
afterAll(async () => {
  await emulator?.close()
  await worker?.close()
})

const call = async (path: string, body?: unknown) => {
  const sent = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }
  const answer = await fetch(`${emulator.url}${path}`, sent)
  return { status: answer.status, body: await answer.json() }
}

describe('the emulator', () => {
  it('expects the Worker where npm start puts it, signs with the documented secret, and can be told otherwise', async () => {
    expect((await call('/emulator/slack')).body).toEqual({
      worker_url: 'http://localhost:8787',
      signing_secret: 'emulator-signing-secret',
      deliver_twice: false,
      as_user: 'U0REQUEST',
    })
    await call('/emulator/slack', { worker_url: worker.url })
    await call('/emulator/clock', { advance_seconds: 90 * 86_400 })
    await call('/emulator/slack/command', { user_id: 'U0VIEWER1', text: 'help' })
    expect(worker.received).toMatchObject([{ genuine: true }])
  })

  it('gives out a response_url on its own address, where faults can happen', async () => {
    const url = worker.received.at(-1)?.form.get('response_url') ?? ''
    expect(new URL(url).origin).toBe(emulator.url)
    const path = new URL(url).pathname
    const fault = { kind: 'status', status: 500, headers: {}, body: '' }
    await call('/emulator/faults', [{ match: { path: '/slack/response' }, times: 1, fault }])
    const failed = await fetch(url, { method: 'POST', body: '{"text":"lost"}' })
    expect(failed.status).toBe(500)
    expect(await call(path, { text: 'hello' })).toEqual({ status: 200, body: { ok: true } })
    const { body } = await call('/slack/messages.json')
    expect(body).toMatchObject([{ text: 'hello', ephemeral_to: 'U0VIEWER1' }])
  })

  it('forgets messages at a reset, and remembers where the Worker is', async () => {
    await call('/emulator/slack', { deliver_twice: true })
    await call('/emulator/reset', {})
    expect((await call('/slack/messages.json')).body).toEqual([])
    expect((await call('/emulator/slack')).body).toMatchObject({ worker_url: worker.url, deliver_twice: false })
  })

  it('answers an unknown route below /emulator/slack with 404', async () => {
    expect((await call('/emulator/slack/shout', {})).status).toBe(404)
  })
})
