import { describe, expect, it } from 'vitest'
import { createHome } from '../../emulator/pages/index.ts'

describe('the start page', () => {
  it('leads to the workspace, the mailbox, the reference, the data and the log', async () => {
    const page = await (await createHome().request('/')).text()
    for (const href of ['/slack', '/mail', '/reference', '/emulator/state', '/emulator/log'])
      expect(page).toContain(`<li><a href="${href}"`)
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
