import { withValueAt } from '../../model/payload/lazy/lazy-parts.ts';
import { openPayload } from '../../model/payload/lazy/lazy-payload.ts';
import { type ScannedPayload, scanPayload } from '../../model/payload/lazy/scan-payload.ts';

export type LargePart = { readonly path: readonly string[]; readonly payload: ScannedPayload };

/** In characters: shorter texts pass between threads within a few ms. */
const largeLength = 256 * 1_024;

/** The only members of a run that hold payloads. */
const holders: ReadonlySet<string> = new Set(['steps', 'step', 'messages', 'toolCalls', 'error']);
const payloads: ReadonlySet<string> = new Set(['input', 'output', 'value', 'content', 'arguments', 'result']);

/** Takes the large payloads out of a run or a page of steps. Slow, since it writes each as JSON. */
export function withoutLargeParts<Value>(value: Value) {
  const parts: LargePart[] = [];
  let rest = value;
  for (const { path, payload } of payloadsIn(value, [])) {
    const json = jsonOf(payload);
    if (json === undefined || json.length < largeLength) continue;
    parts.push({ path, payload: scanPayload(new TextEncoder().encode(json)) });
    rest = withValueAt(rest, path, null);
  }
  return { value: rest, parts };
}

/** `undefined` for what is small anyway, or nested so deeply that it has no text. */
function jsonOf(payload: unknown): string | undefined {
  if (typeof payload === 'string') return payload.length < largeLength ? undefined : JSON.stringify(payload);
  if (typeof payload !== 'object' || payload === null) return undefined;
  try {
    return JSON.stringify(payload);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

export function withLargeParts<Value>(value: Value, parts: readonly LargePart[]): Value {
  return parts.reduce((whole, { path, payload }) => withValueAt(whole, path, openPayload(payload)), value);
}

function* payloadsIn(
  value: unknown,
  path: readonly string[],
): Generator<{ readonly path: readonly string[]; readonly payload: unknown }> {
  if (typeof value !== 'object' || value === null) return;
  for (const [key, member] of Object.entries(value)) {
    const at = [...path, key];
    if (payloads.has(key)) yield { path: at, payload: member };
    else if (holders.has(key) || Array.isArray(value)) yield* payloadsIn(member, at);
  }
}
