import type * as v from 'valibot';
import { createThread, type Thread, threadFile } from '../../async/thread.ts';
import { brokenJson, checkAnswer, readJsonResponse, requireJson } from '../../http/read-json-response.ts';
import type { HttpResponse } from '../../http/server-connection.ts';
import { isRecord } from '../../model/is-record.ts';
import { withWholeValues } from '../../model/payload/lazy/lazy-parts.ts';
import { openPayload, unfold } from '../../model/payload/lazy/lazy-payload.ts';
import { LazyText } from '../../model/payload/lazy/lazy-text.ts';
import { lazyLimits } from '../../model/payload/lazy/places.ts';
import type { ScannedPayload } from '../../model/payload/lazy/scan-payload.ts';

export type ScanRequest = { readonly type: 'scan'; readonly bytes: Uint8Array<ArrayBuffer> };

type ScanAnswers = { readonly scan: ScannedPayload };

/** A thread that finds the places of large parts of JSON. */
export type BodyScanner = Thread<ScanRequest, ScanAnswers>;

export function createBodyScanner(location: string): BodyScanner {
  return createThread(
    threadFile(import.meta.url, './scan-body-worker.ts', './http-scan-worker.js'),
    location,
  );
}

/** The places of payloads in a response; members that are not named are parsed whole. */
type BodyShape =
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
function openBody(scanned: ScannedPayload, shape: BodyShape): unknown {
  const body = openPayload(scanned);
  const isText = body instanceof LazyText && !body.places.isEscaped;
  return isText ? undefined : openShape(body, shape);
}

function openShape(value: unknown, shape: BodyShape | undefined): unknown {
  if (shape === 'payload') return value;
  if (shape === undefined) return withWholeValues(value);
  const unfolded = unfold(value);
  if ('items' in shape)
    return Array.isArray(unfolded)
      ? unfolded.map(item => openShape(item, shape.items))
      : withWholeValues(unfolded);
  if (!isRecord(unfolded)) return withWholeValues(unfolded);
  return Object.fromEntries(
    Object.entries(unfolded).map(([key, member]) => [key, openShape(member, shape.members.get(key))]),
  );
}

export type LazyAnswer<Schema> = { readonly schema: Schema; readonly shape: BodyShape };

/** Reads a response; a large body moves to a thread, which finds the places of its payloads. */
export async function readLazily<Schema extends v.GenericSchema>(
  { schema, shape }: LazyAnswer<Schema>,
  response: HttpResponse,
  scanner: BodyScanner,
  location: string,
): Promise<v.InferOutput<Schema>> {
  if (response.body.length < lazyLimits.textBytes) return readJsonResponse(schema, response, location);
  requireJson(response, location);
  const { buffer, byteOffset, length } = response.body;
  const isOwn = buffer instanceof ArrayBuffer && length === buffer.byteLength;
  const bytes = isOwn ? new Uint8Array(buffer, byteOffset, length) : new Uint8Array(response.body);
  const opened = openBody(await scanner.ask({ type: 'scan', bytes }), shape);
  if (opened === undefined) throw brokenJson(location);
  return checkAnswer(schema, opened, location);
}
