import type * as v from 'valibot';
import { brokenJson, checkAnswer, requireJson } from '../../../http/read-json-response.ts';
import type { HttpResponse } from '../../../http/send-request.ts';
import { lazyLimits } from '../../../model/payload/lazy/places.ts';
import { runSchema } from '../../../protocol/run-schema.ts';
import type { BodyScanner } from './body-scanner.ts';
import { openRunBody } from './open-run-body.ts';

type WireRun = v.InferOutput<typeof runSchema>;

export function isLargeBody({ body }: HttpResponse): boolean {
  return body.length >= lazyLimits.textBytes;
}

/** Reads a large run, whose body moves to a thread and comes back with the places of its payloads. */
export async function readLargeRun(
  response: HttpResponse,
  scanner: BodyScanner,
  location: string,
): Promise<WireRun> {
  requireJson(response, location);
  const { buffer, byteOffset, length } = response.body;
  const isOwn = buffer instanceof ArrayBuffer && length === buffer.byteLength;
  const bytes = isOwn ? new Uint8Array(buffer, byteOffset, length) : new Uint8Array(response.body);
  const opened = openRunBody(await scanner.ask({ type: 'scan', bytes }));
  if (opened === undefined) throw brokenJson(location);
  return checkAnswer(runSchema, opened, location);
}
