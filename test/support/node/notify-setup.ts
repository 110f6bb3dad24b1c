/** Global set-up of the `notify` project: the servers that notifiers talk to, and where they are. */
import { createServer } from 'node:http'
import type { TestProject } from 'vitest/node'
import type { Arrived, Manner } from '../worker/notify-ports.ts'
import { startScriptedHttp } from './scripted-http.ts'
import { type Running, startRude, startSmtp } from './smtp-servers.ts'
import { trustedCertificate } from './trust.ts'

const MANNERS = ['silent', 'cut_greeting', 'cut_in_data', 'no_verdict', 'smuggles', 'gibberish'] as const

export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const arrived: Arrived[] = []
  const certificate = trustedCertificate()
  const smtp = await startSmtp(arrived, certificate)
  const smtps = await startSmtp(arrived, certificate, { secure: true })
  const smtpLogin = await startSmtp(arrived, certificate, { disabledCommands: ['STARTTLS'], authMethods: ['LOGIN'] })
  const http = await startScriptedHttp()
  const list = createServer((_request, response) => response.end(JSON.stringify(arrived)))
  await new Promise<void>((resolve) => list.listen(0, '127.0.0.1', resolve))
  const rude = new Map<Manner, Running>()
  for (const manner of MANNERS) rude.set(manner, await startRude(manner))
  const closed = await startRude('silent')
  await closed.close()
  const listAddress = list.address()
  project.provide('notifyPorts', {
    smtp: smtp.port,
    smtps: smtps.port,
    smtpLogin: smtpLogin.port,
    arrived: typeof listAddress === 'object' && listAddress !== null ? listAddress.port : 0,
    http: http.port,
    rude: Object.fromEntries([...rude].map(([manner, { port }]) => [manner, port])) as Record<Manner, number>,
    closed: closed.port,
  })
  return async () => {
    list.closeAllConnections()
    await Promise.all([smtp, smtps, smtpLogin, http, ...rude.values()].map((server) => server.close()))
    await new Promise<void>((resolve) => list.close(() => resolve()))
  }
}
