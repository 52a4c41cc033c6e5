import { serveThread } from '../../../async/serve-thread.ts';
import { isRecord } from '../../../model/is-record.ts';
import { scanPayload } from '../../../model/payload/lazy/scan-payload.ts';
import { decodeArguments, decodeWorkflowPayload } from '../payloads/decode-workflow-payload.ts';
import {
  type LargeAnswers,
  type LargeRequest,
  omitPayload,
  parseJson,
  readWholeText,
  type ScannedMember,
  toFolderError,
} from './data-files.ts';

serveThread<LargeRequest>(() => answer, toFolderError);

const payloadNames = ['input', 'output', 'error', 'result', 'payload', 'metadata'];

function answer({ path, wanted }: LargeRequest): LargeAnswers['read'] {
  const text = readWholeText(path);
  const file = typeof text === 'string' ? parseJson(text) : text;
  if (file.type !== 'read') return file;
  const { value } = file;
  const holders = isRecord(value) ? [value, value.eventData].filter(isRecord) : [];
  try {
    return { type: 'read', value, payloads: holders.flatMap(holder => takePayloads(holder, wanted)) };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return { type: 'unreadable', reason: 'it nests too deep' };
  }
}

/** Moves payloads out of their holder, which is posted without them. */
function takePayloads(holder: object, wanted: readonly string[]): readonly ScannedMember[] {
  return payloadNames.flatMap(name => {
    const stored: unknown = Reflect.get(holder, name);
    if (stored === undefined) return [];
    if (!wanted.includes(name)) {
      Reflect.set(holder, name, omitPayload(stored));
      return [];
    }
    Reflect.deleteProperty(holder, name);
    const decode = name === 'input' && 'stepId' in holder ? decodeArguments : decodeWorkflowPayload;
    const json = new TextEncoder().encode(JSON.stringify(decode(stored)));
    return [{ holder, name, payload: scanPayload(json) }];
  });
}
