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
});

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
  } = v.parse(nodeSchema, value);
  if ($ref !== undefined) return code($ref.split('/').at(-1));
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

function code(value: unknown): string {
  return `\`${String(value)}\``;
}
