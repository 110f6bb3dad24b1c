/** Settings of the Worker under test: everything it talks to is the emulator. */
export function WORKER_SETTINGS(emulatorUrl: string, smtpPort: number): Record<string, string> {
  return {
    EMULATOR_URL: emulatorUrl,
    TRACKAGOAT_API_KEY: `tga_${'0'.repeat(64)}`,
    TRACKAGOAT_WRITE_KEY: `tga_${'1'.repeat(64)}`,
    PAYMENTS: 'approve',
    TRACKAGOAT_BASE_URL: `${emulatorUrl}/api/v1`,
    TRACKAGOAT_REQUESTS_PER_MINUTE: '100000',
    SLACK_API_URL: `${emulatorUrl}/slack/api/`,
    SLACK_BOT_TOKEN: 'xoxb-test-token',
    SLACK_ALERT_CHANNEL: 'C0ALERTS1',
    EMAIL_FROM: 'goatherd@example.com',
    EMAIL_TO: 'finance@example.com',
    SMTP_URL: `smtp://127.0.0.1:${smtpPort}`,
    ADMIN_TOKEN: 'admin-token-for-tests',
    ...(process.env.GOATHERD_PROPERTY_RUNS ? { PROPERTY_RUNS: process.env.GOATHERD_PROPERTY_RUNS } : {}),
    ...(process.env.GOATHERD_SEED ? { PROPERTY_SEED: process.env.GOATHERD_SEED } : {}),
  }
}
