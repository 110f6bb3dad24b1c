/** What tests in workerd need of the servers that `notify-setup.ts` started. */
import { inject } from 'vitest'
import type { Arrived, Asked, ScriptedAnswer } from '../../support/worker/notify-ports.ts'

export const ports = inject('notifyPorts')

/** Messages the mail servers took with this Message-ID. */
export async function arrivedAs(messageId: string): Promise<Arrived[]> {
  const response = await fetch(`http://127.0.0.1:${ports.arrived}/`)
  const all: Arrived[] = await response.json()
  return all.filter(({ raw }) => raw.includes(`Message-ID: ${messageId}\r\n`))
}

/** An HTTP service that gives these answers, one after another. */
export async function scripted(...answers: readonly ScriptedAnswer[]) {
  const id = crypto.randomUUID()
  const script = `http://127.0.0.1:${ports.http}/script/${id}`
  await (await fetch(script, { method: 'POST', body: JSON.stringify(answers) })).text()
  return {
    url: `http://127.0.0.1:${ports.http}/at/${id}/`,
    async asked(): Promise<Asked[]> {
      return (await fetch(script)).json()
    },
  }
}
