import { describe, expect, it } from 'vitest'
import { createHome } from '../../emulator/pages/index.ts'

describe('the start page', () => {
  it('leads to the reference, the data, the log, the workspace and the mailbox, in that order', async () => {
    const page = await (await createHome().request('/')).text()
    const places = [...page.matchAll(/<li><a href="([^"]+)"/g)].map(([, href]) => href)
    expect(places).toEqual(['/reference', '/emulator/state', '/emulator/log', '/slack', '/mail'])
  })

  it('speaks to whoever runs it alone: of no Worker and no checks, and of the limit that they will meet', async () => {
    const page = await (await createHome().request('/')).text()
    const main = page.slice(page.indexOf('<main'), page.indexOf('</main>'))
    expect(main).not.toMatch(/Worker|hourly check|upstream/i)
    expect(main).toContain('60 requests in a minute')
    expect(main).toContain('{&quot;requests_per_minute&quot;: 100000}')
  })

  it('has a button for the clock and one for each thing that can happen upstream', async () => {
    const page = await (await createHome().request('/')).text()
    const bodies = [...page.matchAll(/data-call="([^"]+)" data-body="([^"]+)"/g)].map(([, call, body]) => [
      call,
      JSON.parse((body ?? '').replaceAll('&quot;', '"')),
    ])
    expect(bodies).toContainEqual(['/emulator/clock', { advance_seconds: 3600 }])
    for (const act of [
      'pay',
      'void',
      'reject',
      'deactivate',
      'reactivate',
      'add_creator',
      'scrape_all',
      'change_amount',
    ]) {
      expect(bodies).toContainEqual(['/emulator/act', { do: act }])
    }
  })
})
