/**
 * What people do in the workspace: write, type commands, press buttons. The page and the steering routes both come here.
 * @module
 */
import { type Channel, findUser, type User } from './directory.ts'
import type { SlackOptions } from './options.ts'
import { escapeText, showCommandAnswer, tell, tellFailure } from './outgoing/answers.ts'
import { type Button, everyButton } from './outgoing/buttons.ts'
import { type Delivery, deliver } from './outgoing/deliver.ts'
import { commandForm, pressForm } from './outgoing/payloads.ts'
import type { ResponseUrls } from './outgoing/response-urls.ts'
import type { Message, Workspace } from './store.ts'
import type { Wiring } from './wiring.ts'

/** The one command the app has registered. */
const COMMAND = '/goat'

export type Desk = {
  workspace: Workspace
  urls: ResponseUrls
  options: () => SlackOptions
  wiring: () => Wiring
  /** The machine's time in milliseconds, for signatures. */
  machineMs: () => number
}

/** Where somebody acts: who they are, the channel, and this emulator's own origin for the response_url. */
export type Scene = { user: User; channel: Channel; origin: string }

/** A person and a channel they are in; the reason if there is no such thing. */
export function sceneOf(
  { workspace }: Pick<Desk, 'workspace'>,
  userId: string,
  channelId: string,
  origin: string,
): Scene | { error: 'user_not_found' | 'channel_not_found' | 'is_archived' } {
  const user = findUser(userId)
  if (user === undefined) return { error: 'user_not_found' }
  const channel = workspace.channels().find(({ id }) => id === channelId)
  if (channel === undefined || !channel.members.includes(user.id)) return { error: 'channel_not_found' }
  return channel.archived ? { error: 'is_archived' } : { user, channel, origin }
}

/** What a person sends from the box: a command or a message. A space before the slash makes it a message, as in Slack. */
export async function say(desk: Desk, scene: Scene, typed: string): Promise<Delivery[]> {
  const text = typed.trimEnd()
  if (text === '') return []
  const [word = ''] = text.split(/\s/, 1)
  if (word === COMMAND) return command(desk, scene, text.slice(COMMAND.length))
  const { user, channel } = scene
  if (word.startsWith('/')) {
    const hint = `The app of this workspace has ${COMMAND}. Put a space before the "/" to send it as a message.`
    tell(desk, { channelId: channel.id, userId: user.id }, `${word} is not a valid command.`, hint)
    return []
  }
  desk.workspace.post(channel.id, { text: escapeText(text.trimStart()), user: user.id })
  return []
}

/** Sends `/goat <text>` to the Worker and shows what it answers. Only the first answer counts unless it failed. */
export async function command(desk: Desk, scene: Scene, text: string): Promise<Delivery[]> {
  const { user, channel, origin } = scene
  const { url, issued } = desk.urls.issue(origin, { channelId: channel.id, userId: user.id, original: null })
  const form = commandForm({ user, channel, command: COMMAND, text: text.trim(), responseUrl: url })
  const deliveries = await deliver(desk.wiring(), form, desk.machineMs)
  const counts = deliveries.find(({ error }) => error === undefined) ?? deliveries[0]
  if (counts !== undefined) showCommandAnswer(spread(desk), issued, COMMAND, counts)
  return deliveries
}

/** A button as a person sees it on a message. */
export type Pressed = { message: Message; button: Button }

/** Sends the press of a button to the Worker. Slack shows nothing of the answer's body; the app edits or responds. */
export async function press(desk: Desk, scene: Scene, { message, button }: Pressed): Promise<Delivery[]> {
  const { user, channel, origin } = scene
  const { url, issued } = desk.urls.issue(origin, { channelId: channel.id, userId: user.id, original: message })
  const form = pressForm({ user, channel, message, button, responseUrl: url, atMs: desk.machineMs() })
  const deliveries = await deliver(desk.wiring(), form, desk.machineMs)
  const [first] = deliveries
  if (first !== undefined && deliveries.every(({ error }) => error !== undefined)) {
    tellFailure(spread(desk), issued, `The button "${labelOf(button)}" failed`, first)
  }
  return deliveries
}

/** The button on a message of this channel that has this key; null when the person sees no such button. */
export function findByKey({ workspace }: Desk, { user, channel }: Scene, ts: string, key: string): Pressed | null {
  const message = workspace.find(channel.id, ts)
  if (message === undefined || message.deleted || !sees(user, message)) return null
  const button = everyButton(message).find((candidate) => candidate.key === key)
  return button === undefined ? null : { message, button }
}

/** The newest message with such a button; those that still show it come before those that did once. */
export function findByAction(
  { workspace }: Desk,
  user: User,
  wanted: { actionId: string; value?: string; ts?: string; channelId?: string },
): Pressed | null {
  const fits = (button: Button) =>
    button.actionId === wanted.actionId && (wanted.value === undefined || button.value === wanted.value)
  const found = workspace
    .everything()
    .filter((message) => !message.deleted && sees(user, message))
    .filter((message) => wanted.ts === undefined || message.ts === wanted.ts)
    .filter((message) => wanted.channelId === undefined || message.channel === wanted.channelId)
    .toReversed()
    .flatMap((message) =>
      everyButton(message)
        .filter(fits)
        .slice(0, 1)
        .map((button) => ({ message, button })),
    )
  return found.find(({ message, button }) => button.version === message) ?? found[0] ?? null
}

const sees = (user: User, { ephemeral_to }: Message): boolean => ephemeral_to === undefined || ephemeral_to === user.id

const spread = ({ workspace, options }: Desk) => ({ workspace, options: options() })

function labelOf({ element }: Button): string {
  const { text } = element
  return typeof text === 'object' && text !== null && 'text' in text ? String(text.text) : 'button'
}
