import { isRecord } from '../../../model/is-record.ts';
import { openPayload, unfold } from '../../../model/payload/lazy/lazy-payload.ts';
import { LazyText } from '../../../model/payload/lazy/lazy-text.ts';
import type { ScannedPayload } from '../../../model/payload/lazy/scan-payload.ts';
import { withWholeValues } from '../../../model/payload/lazy/whole-values.ts';

/** Where the payloads are in a response; what is not named is parsed whole. */
export type BodyShape =
  | 'payload'
  | { readonly items: BodyShape }
  | { readonly members: ReadonlyMap<string, BodyShape> };

const members = (named: Readonly<Record<string, BodyShape>>): BodyShape => ({
  members: new Map(Object.entries(named)),
});

const error = members({ value: 'payload' });
const step = members({ input: 'payload', output: 'payload', error });
const toolCall = members({ arguments: 'payload', result: 'payload', error });
const message = members({ content: 'payload', toolCalls: { items: toolCall }, error });

export const runShape = members({
  input: 'payload',
  output: 'payload',
  error,
  steps: { items: step },
  messages: { items: message },
});

export const stepPageShape = members({ data: { items: members({ step }) } });

/** The JSON of a body whose large payloads are lazy; `undefined` for a text that is not JSON. */
export function openBody(scanned: ScannedPayload, shape: BodyShape): unknown {
  const body = openPayload(scanned);
  const isText = body instanceof LazyText && !body.places.isEscaped;
  return isText ? undefined : open(body, shape);
}

function open(value: unknown, shape: BodyShape | undefined): unknown {
  if (shape === 'payload') return value;
  if (shape === undefined) return withWholeValues(value);
  const unfolded = unfold(value);
  if ('items' in shape)
    return Array.isArray(unfolded)
      ? unfolded.map(item => open(item, shape.items))
      : withWholeValues(unfolded);
  if (!isRecord(unfolded)) return withWholeValues(unfolded);
  return Object.fromEntries(
    Object.entries(unfolded).map(([key, member]) => [key, open(member, shape.members.get(key))]),
  );
}
