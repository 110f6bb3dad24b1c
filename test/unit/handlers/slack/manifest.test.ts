import { describe, expect, it } from 'vitest'
import { slackManifest } from '../../../../src/handlers/slack/manifest.ts'

describe('the manifest', () => {
  const manifest = slackManifest('https://goatherd.example.workers.dev')

  it('points commands and buttons at the Worker, with the scopes it needs and no more', () => {
    const url = 'https://goatherd.example.workers.dev/slack/events'
    expect(manifest.features.slash_commands).toMatchObject([{ command: '/goat', url, should_escape: false }])
    expect(manifest.settings).toMatchObject({
      interactivity: { is_enabled: true, request_url: url },
      org_deploy_enabled: false,
      socket_mode_enabled: false,
    })
    expect(manifest.oauth_config.scopes.bot).toEqual(['commands', 'chat:write', 'chat:write.public'])
  })

  it('keeps to the limits of Slack’s schema', () => {
    const { name, description, long_description: long, background_color: colour } = manifest.display_information
    expect(name.length).toBeLessThanOrEqual(35)
    expect(description.length).toBeLessThanOrEqual(140)
    expect(long.length).toBeGreaterThanOrEqual(175)
    expect(long.length).toBeLessThanOrEqual(4_000)
    expect(colour).toMatch(/^#[0-9a-f]{6}$/)
    expect(manifest.features.bot_user.display_name).toMatch(/^[a-z0-9_.-]{1,80}$/)
    expect(manifest.features.slash_commands[0]?.description.length).toBeLessThanOrEqual(2_000)
    expect(manifest.features.slash_commands[0]?.usage_hint.length).toBeLessThanOrEqual(1_000)
  })
})
