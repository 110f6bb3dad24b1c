/**
 * A certificate for localhost and the authority behind it, made for one test run: no key lies in the repository and
 * nothing expires. Just enough DER (X.690) for X.509 v3 with EC keys.
 */
import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto'

/** PEM texts. */
export interface Certificate {
  readonly key: string
  readonly cert: string
  /** What a client has to trust. */
  readonly authority: string
}

const tlv = (tag: number, ...parts: readonly Buffer[]): Buffer => {
  const body = Buffer.concat(parts)
  const length =
    body.length < 0x80
      ? Buffer.from([body.length])
      : body.length < 0x100
        ? Buffer.from([0x81, body.length])
        : Buffer.from([0x82, body.length >> 8, body.length & 0xff])
  return Buffer.concat([Buffer.from([tag]), length, body])
}
const sequence = (...parts: readonly Buffer[]) => tlv(0x30, ...parts)
const oid = (hex: string) => tlv(0x06, Buffer.from(hex, 'hex'))
const octets = (content: Buffer) => tlv(0x04, content)
const time = (date: Date) => tlv(0x18, Buffer.from(`${date.toISOString().replace(/[-:T]|\.\d+/g, '')}`))

const ECDSA_WITH_SHA256 = sequence(oid('2a8648ce3d040302'))
const DAY_MS = 24 * 60 * 60 * 1000
const COMMON_NAME = oid('550403')
const BASIC_CONSTRAINTS = oid('551d13')
const SUBJECT_ALT_NAME = oid('551d11')

const pem = (label: string, der: Buffer) =>
  `-----BEGIN ${label}-----\n${der
    .toString('base64')
    .replace(/(.{64})/g, '$1\n')
    .trimEnd()}\n-----END ${label}-----\n`

/** A fresh pair for `localhost` and 127.0.0.1, valid from yesterday for a week. */
export function localCertificate(now = new Date()): Certificate {
  const authority = generateKeyPairSync('ec', { namedCurve: 'prime256v1' })
  const server = generateKeyPairSync('ec', { namedCurve: 'prime256v1' })
  const names = sequence(tlv(0x82, Buffer.from('localhost')), tlv(0x87, Buffer.from([127, 0, 0, 1])))
  const isAuthority = sequence(tlv(0x01, Buffer.from([0xff])))
  const issue = (serial: number, subject: string, key: KeyObject, extension: Buffer) => {
    const body = sequence(
      tlv(0xa0, tlv(0x02, Buffer.from([2]))),
      tlv(0x02, Buffer.from([serial])),
      ECDSA_WITH_SHA256,
      nameOf('Goatherd test authority'),
      sequence(time(new Date(now.getTime() - DAY_MS)), time(new Date(now.getTime() + 7 * DAY_MS))),
      nameOf(subject),
      key.export({ type: 'spki', format: 'der' }),
      tlv(0xa3, sequence(extension)),
    )
    const signature = sign('sha256', body, authority.privateKey)
    return pem('CERTIFICATE', sequence(body, ECDSA_WITH_SHA256, tlv(0x03, Buffer.from([0]), signature)))
  }
  return {
    key: server.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    cert: issue(2, 'localhost', server.publicKey, sequence(SUBJECT_ALT_NAME, octets(names))),
    authority: issue(
      1,
      'Goatherd test authority',
      authority.publicKey,
      sequence(BASIC_CONSTRAINTS, tlv(0x01, Buffer.from([0xff])), octets(isAuthority)),
    ),
  }
}

function nameOf(commonName: string): Buffer {
  return sequence(tlv(0x31, sequence(COMMON_NAME, tlv(0x0c, Buffer.from(commonName)))))
}
