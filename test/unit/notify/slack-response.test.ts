/** Answers through a `response_url`, against a server that behaves as Slack does and does not. */
import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, test } from 'vitest'
import { sorry } from '../../../src/domain/answer.ts'
import { answerBody, postToResponseUrl } from '../../../src/notify/slack-response.ts'

const ANSWER = sorry('Nothing is owed', 'Ask <!channel> again later.')
const SECOND_USE = '/second'

const servers: Server[] = []
afterEach(async () => {
  await Promise.all(
    servers.splice(0).map((server) => {
      server.closeAllConnections()
      return new Promise((resolve) => server.close(resolve))
    }),
  )
})

async function listen(listener: RequestListener): Promise<string> {
  const server = createServer(listener)
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
}

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  let text = ''
  for await (const piece of request) text += String(piece)
  return JSON.parse(text)
}

/** A server that notes what it gets and answers each request with the next of `answers`. */
async function slack(...answers: { status: number; body?: string; headers?: Record<string, string> }[]) {
  const got: { path: string | undefined; type: string | undefined; body: unknown }[] = []
  const url = await listen(async (request, response) => {
    const answer = answers[got.length] ?? { status: 200, body: 'ok' }
    got.push({ path: request.url, type: request.headers['content-type'], body: await bodyOf(request) })
    response.writeHead(answer.status, answer.headers).end(answer.body ?? '')
  })
  return { url, got }
}

describe('an answer', () => {
  test('goes to the one person who asked, as a message of its own', async () => {
    const { url, got } = await slack({ status: 200, body: 'ok' })
    expect(await postToResponseUrl(url, ANSWER)).toBe('sent')
    expect(got).toEqual([
      {
        path: '/',
        type: 'application/json; charset=utf-8',
        body: { response_type: 'ephemeral', replace_original: false, ...contentOf() },
      },
    ])
  })

  test('is the same in the response to the command itself', () => {
    expect(answerBody(ANSWER)).toEqual({ response_type: 'ephemeral', ...contentOf() })
  })

  test('whose blocks are refused is sent once more without them', async () => {
    const { url, got } = await slack({ status: 400, body: 'invalid_blocks' }, { status: 200, body: 'ok' })
    expect(await postToResponseUrl(url, ANSWER)).toBe('sent')
    expect(got).toHaveLength(2)
    expect(got[1]?.body).toEqual({
      response_type: 'ephemeral',
      replace_original: false,
      text: expect.stringContaining('Ask &lt;!channel&gt; again later.'),
    })
  })

  test('that is refused in both forms is given up', async () => {
    const { url, got } = await slack({ status: 400 }, { status: 400 })
    expect(await postToResponseUrl(url, ANSWER)).toBe('gone')
    expect(got).toHaveLength(2)
  })
})

describe('Slack answering', () => {
  test.each([
    [{ status: 200, body: 'ok' }, 'sent'],
    [{ status: 204 }, 'sent'],
    [{ status: 200, body: '{"ok":false,"error":"expired_url"}' }, 'gone'],
    [{ status: 403 }, 'gone'],
    [{ status: 404, body: '{"ok":false,"error":"used_url"}' }, 'gone'],
    [{ status: 410 }, 'gone'],
    [{ status: 429, headers: { 'retry-after': '30' } }, 'retry'],
    [{ status: 500 }, 'retry'],
    [{ status: 503 }, 'retry'],
  ])('%j means %s', async (answer, expected) => {
    const { url, got } = await slack(answer)
    expect(await postToResponseUrl(url, ANSWER)).toBe(expected)
    expect(got).toHaveLength(1)
  })

  test('with a redirect is not followed', async () => {
    const { url, got } = await slack({ status: 302, headers: { location: SECOND_USE } })
    expect(await postToResponseUrl(url, ANSWER)).toBe('gone')
    expect(got.map(({ path }) => path)).toEqual(['/'])
  })

  test('never is waited for only so long', async () => {
    const url = await listen(() => {})
    expect(await postToResponseUrl(url, ANSWER, { timeoutMs: 20 })).toBe('retry')
  })

  test('with a body that never ends is waited for only so long', async () => {
    const url = await listen((_request, response) => void response.writeHead(200).write('o'))
    expect(await postToResponseUrl(url, ANSWER, { timeoutMs: 100 })).toBe('retry')
  })

  test('on no port at all is tried again later', async () => {
    const url = await listen(() => {})
    await new Promise((resolve) => servers.splice(0)[0]?.close(resolve))
    expect(await postToResponseUrl(url, ANSWER)).toBe('retry')
  })
})

describe('an address that is neither Slack nor this machine', () => {
  test.each([
    'https://evil.example/slack.com',
    'https://slack.com.evil.example/',
    'https://notslack.com/',
    'http://hooks.slack.com/commands/T1/1/x',
    'https://user:secret@hooks.slack.com/commands/T1/1/x',
    'https://169.254.169.254/latest',
    'http://127.0.0.1.evil.example/',
    'ftp://localhost/',
    'javascript:alert(1)',
    '/commands/T1/1/x',
    '',
  ])('%s is never asked', async (url) => {
    const asked: string[] = []
    const original = globalThis.fetch
    globalThis.fetch = async (input) => {
      asked.push(String(input))
      return new Response('ok')
    }
    try {
      expect(await postToResponseUrl(url, ANSWER)).toBe('gone')
    } finally {
      globalThis.fetch = original
    }
    expect(asked).toEqual([])
  })

  test.each(['https://hooks.slack.com/commands/T1/1/x', 'https://slack.com/x', 'https://hooks.slack-gov.com/x'])(
    'unlike %s',
    async (url) => {
      const original = globalThis.fetch
      globalThis.fetch = async () => new Response('ok')
      try {
        expect(await postToResponseUrl(url, ANSWER)).toBe('sent')
      } finally {
        globalThis.fetch = original
      }
    },
  )
})

function contentOf() {
  const { text, blocks } = answerBody(ANSWER)
  return { text, blocks }
}
