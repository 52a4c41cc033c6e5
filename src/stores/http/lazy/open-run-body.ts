import { isRecord } from '../../../model/is-record.ts';
import { openPayload, unfold } from '../../../model/payload/lazy/lazy-payload.ts';
import { LazyText } from '../../../model/payload/lazy/lazy-text.ts';
import type { ScannedPayload } from '../../../model/payload/lazy/scan-payload.ts';
import { withWholeValues } from '../../../model/payload/lazy/whole-values.ts';

/** Where the payloads are in a response; what is not named is parsed whole. */
type Shape = 'payload' | { readonly items: Shape } | { readonly members: ReadonlyMap<string, Shape> };

const members = (named: Readonly<Record<string, Shape>>): Shape => ({
  members: new Map(Object.entries(named)),
});

const error = members({ value: 'payload' });
const step = members({ input: 'payload', output: 'payload', error });
const toolCall = members({ arguments: 'payload', result: 'payload', error });
const message = members({ content: 'payload', toolCalls: { items: toolCall }, error });
const run = members({
  input: 'payload',
  output: 'payload',
  error,
  steps: { items: step },
  messages: { items: message },
});

/** The JSON of a run whose large payloads are lazy; `undefined` for a text that is not JSON. */
export function openRunBody(scanned: ScannedPayload): unknown {
  const body = openPayload(scanned);
  const isText = body instanceof LazyText && !body.places.isEscaped;
  return isText ? undefined : open(body, run);
}

function open(value: unknown, shape: Shape | undefined): unknown {
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
