import type * as v from 'valibot';
import { brokenJson, checkAnswer, readJsonResponse, requireJson } from '../../../http/read-json-response.ts';
import type { HttpResponse } from '../../../http/send-request.ts';
import { lazyLimits } from '../../../model/payload/lazy/places.ts';
import type { BodyScanner } from './body-scanner.ts';
import { type BodyShape, openBody } from './open-body.ts';

type Answer<Schema> = {
  readonly schema: Schema;
  /** Where its payloads are. */
  readonly shape: BodyShape;
};

/** Reads a response, of which a large body moves to a thread and comes back with its payloads' places. */
export async function readLazily<Schema extends v.GenericSchema>(
  { schema, shape }: Answer<Schema>,
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
