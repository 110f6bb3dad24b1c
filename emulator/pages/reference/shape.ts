/**
 * JSON Schema as people read it: a type in words, limits in words, fields. Knows what the emulator's document uses of it.
 * @module
 */

/** The part of JSON Schema that is read. */
export type JsonSchema = {
  $ref?: string
  type?: string | string[]
  properties?: Record<string, JsonSchema>
  required?: string[]
  items?: JsonSchema
  additionalProperties?: JsonSchema | boolean
  anyOf?: JsonSchema[]
  oneOf?: JsonSchema[]
  allOf?: JsonSchema[]
  enum?: unknown[]
  const?: unknown
  default?: unknown
  format?: string
  pattern?: string
  minimum?: number
  maximum?: number
  exclusiveMinimum?: number
  exclusiveMaximum?: number
  minLength?: number
  maxLength?: number
  minItems?: number
  maxItems?: number
  description?: string
  example?: unknown
}

export type Shape = {
  /** In words: `uuid or null`, `array of Creator`. */
  type: string
  /** In words: `1 to 50 items`, `default auto`. */
  limits: string[]
  /** What it must be one of. */
  values: string[]
  description: string
  fields: Field[]
  /** For a union of which not all are plain values. */
  alternatives: Shape[]
}

export type Field = Shape & { name: string; isRequired: boolean }

/** Longer ones say nothing to people; the document has them. */
const LONGEST_PATTERN = 48
/** Their pattern says no more than their name. */
const TOLD_BY_FORMAT: ReadonlySet<string> = new Set(['date', 'date-time', 'email', 'uri', 'uuid'])

/** Reads schemas that refer to each other by `#/components/schemas/…`. */
export class Shapes {
  readonly #named: Readonly<Record<string, JsonSchema>>

  constructor(named: Readonly<Record<string, JsonSchema>>) {
    this.#named = named
  }

  /** The schema that a reference stands for. */
  resolve(schema: JsonSchema): JsonSchema {
    const name = nameOf(schema)
    const target = name === undefined ? undefined : this.#named[name]
    return target === undefined ? schema : { ...target, ...withoutRef(schema) }
  }

  /** `above`: the named objects this one stands in; one that holds itself ends with its name. */
  read(schema: JsonSchema, above: readonly string[] = []): Shape {
    const name = nameOf(schema)
    if (name !== undefined) return this.#readNamed(name, schema, above)
    const variants = [...(schema.anyOf ?? []), ...(schema.oneOf ?? [])]
    if (variants.length > 0) return this.#readUnion(schema, variants, above)
    if (schema.allOf !== undefined) return this.read(merged(schema.allOf.map((part) => this.resolve(part))), above)
    const types = [schema.type ?? []].flat()
    const plain = types.filter((type) => type !== 'null')
    const shape = plain.length === 1 ? this.#readPlain(schema, plain[0] ?? '', above) : plainShape(schema, plain)
    return types.includes('null') && plain.length > 0 ? orNull(shape) : shape
  }

  #readNamed(name: string, schema: JsonSchema, above: readonly string[]): Shape {
    const target = this.#named[name]
    if (target === undefined || above.includes(name)) return { ...plainShape(schema, []), type: name }
    const shape = this.read({ ...target, ...withoutRef(schema) }, [...above, name])
    if (shape.fields.length > 0) return { ...shape, type: name }
    // Ids and instants are called by what they are, and that says it all.
    return TOLD_BY_FORMAT.has(target.format ?? '') ? { ...shape, description: schema.description ?? '' } : shape
  }

  #readUnion(schema: JsonSchema, variants: JsonSchema[], above: readonly string[]): Shape {
    const shapes = variants.filter(({ type }) => type !== 'null').map((variant) => this.read(variant, above))
    const flat = shapes.flatMap((shape) => (shape.alternatives.length > 0 ? shape.alternatives : [shape]))
    const [only] = flat
    const description = schema.description ?? ''
    const limits = defaultOf(schema)
    let shape: Shape
    if (only !== undefined && flat.length === 1) {
      shape = { ...only, description: description || only.description, limits: [...only.limits, ...limits] }
    } else {
      const isPlain = flat.every(({ fields }) => fields.length === 0)
      shape = {
        type: isPlain ? [...new Set(flat.map(({ type }) => type))].join(' or ') : `one of ${flat.length} forms`,
        limits: isPlain ? [...flat.flatMap((part) => part.limits), ...limits] : limits,
        values: isPlain ? flat.flatMap(({ values }) => values) : [],
        description,
        fields: [],
        alternatives: isPlain ? [] : flat,
      }
    }
    return shapes.length < variants.length ? orNull(shape) : shape
  }

  #readPlain(schema: JsonSchema, type: string, above: readonly string[]): Shape {
    if (type === 'array' && schema.items !== undefined) {
      const item = this.read(schema.items, above)
      const limits = [...range(schema.minItems, schema.maxItems, 'item'), ...item.limits, ...defaultOf(schema)]
      return { ...item, type: `array of ${item.type}`, limits, description: schema.description ?? item.description }
    }
    if (type !== 'object') return plainShape(schema, [type])
    const fields = Object.entries(schema.properties ?? {}).map(([name, part]) => ({
      ...this.read(part, above),
      name,
      isRequired: schema.required?.includes(name) === true,
    }))
    const others = schema.additionalProperties
    const shape = { ...plainShape(schema, ['object']), fields }
    if (fields.length > 0 || typeof others !== 'object') return shape
    const value = this.read(others, above)
    const isAny = value.type === 'anything'
    return { ...shape, type: isAny ? 'object with any keys' : `object of ${value.type}`, fields: value.fields }
  }
}

function plainShape(schema: JsonSchema, types: string[]): Shape {
  const values = schema.const === undefined ? schema.enum : [schema.const]
  const { format, pattern } = schema
  const words = types.length === 1 && format !== undefined ? [format] : types
  const saysPattern = pattern !== undefined && !TOLD_BY_FORMAT.has(format ?? '') && pattern.length <= LONGEST_PATTERN
  return {
    type: words.join(' or ') || (values === undefined ? 'anything' : 'value'),
    limits: [
      ...range(schema.minLength, schema.maxLength, 'character'),
      ...range(schema.minimum, schema.maximum),
      ...(schema.exclusiveMinimum === undefined ? [] : [`more than ${schema.exclusiveMinimum}`]),
      ...(schema.exclusiveMaximum === undefined ? [] : [`less than ${schema.exclusiveMaximum}`]),
      ...(saysPattern ? [`matches ${pattern}`] : []),
      ...defaultOf(schema),
    ],
    values: (values ?? []).map(String),
    description: schema.description ?? '',
    fields: [],
    alternatives: [],
  }
}

function orNull(shape: Shape): Shape {
  return { ...shape, type: `${shape.type} or null` }
}

function defaultOf(schema: JsonSchema): string[] {
  if (schema.default === undefined) return []
  return [`default ${typeof schema.default === 'string' ? schema.default : JSON.stringify(schema.default)}`]
}

/** `1 to 50 items`; numbers have no unit. */
function range(least: number | undefined, most: number | undefined, unit?: string): string[] {
  if (least === undefined && most === undefined) return []
  const numbers =
    least === undefined ? `at most ${most}` : most === undefined ? `at least ${least}` : `${least} to ${most}`
  if (unit === undefined) return [numbers]
  return [`${numbers} ${unit}${(most ?? least) === 1 ? '' : 's'}`]
}

function nameOf(schema: JsonSchema): string | undefined {
  return schema.$ref?.split('/').at(-1)
}

function withoutRef({ $ref: _, ...rest }: JsonSchema): JsonSchema {
  return rest
}

/** Objects that must all fit, as one. */
function merged(parts: JsonSchema[]): JsonSchema {
  return {
    type: 'object',
    properties: Object.assign({}, ...parts.map(({ properties }) => properties ?? {})),
    required: parts.flatMap(({ required }) => required ?? []),
  }
}
