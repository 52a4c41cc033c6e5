import * as v from 'valibot';

/** What is read of a JSON Schema to say it in words. */
const nodeSchema = v.looseObject({
  $ref: v.optional(v.string()),
  type: v.optional(v.string()),
  format: v.optional(v.string()),
  const: v.optional(v.unknown()),
  enum: v.optional(v.array(v.unknown())),
  items: v.optional(v.unknown()),
  prefixItems: v.optional(v.array(v.unknown())),
  oneOf: v.optional(v.array(v.unknown())),
  anyOf: v.optional(v.array(v.unknown())),
  properties: v.optional(v.record(v.string(), v.unknown())),
  required: v.optional(v.array(v.string()), []),
  default: v.optional(v.unknown()),
});

export type SchemaNode = v.InferOutput<typeof nodeSchema>;

export function readNode(value: unknown): SchemaNode {
  return v.parse(nodeSchema, value);
}

/** What a value of this schema is, in a few words: `time`, `list of RunSummary`, `"a" or "b"`. */
export function toTypeText(value: unknown): string {
  const {
    $ref,
    type,
    format,
    const: constant,
    enum: choices,
    items,
    prefixItems,
    oneOf,
    anyOf,
  } = readNode(value);
  if ($ref !== undefined) return linkTo($ref);
  if (constant !== undefined) return code(constant);
  if (choices) return choices.map(code).join(' ');
  const options = oneOf ?? anyOf;
  if (options) return options.map(toTypeText).join(' or ');
  if (prefixItems) return `[${prefixItems.map(toTypeText).join(', ')}]`;
  if (items !== undefined) return `list of ${toTypeText(items)}`;
  if (format === 'date-time') return 'time';
  return type === undefined ? 'any JSON' : (words[type] ?? type);
}

const words: Readonly<Record<string, string>> = {
  string: 'text',
  integer: 'whole number',
  boolean: 'true or false',
};

function linkTo(ref: string): string {
  const name = ref.split('/').at(-1) ?? ref;
  return `[${name}](#${name.toLowerCase()})`;
}

function code(value: unknown): string {
  return `\`${String(value)}\``;
}
