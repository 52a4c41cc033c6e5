import { isRecord } from '../../../model/is-record.ts';
import { decodeArguments, decodeWorkflowPayload } from '../payloads/decode-workflow-payload.ts';
import { type PackedValue, packValue } from '../payloads/packed-value.ts';
import { omitPayload, parseJson, type ReadFile, readWholeText } from './data-files.ts';

type PackedMember = {
  readonly holder: object;
  readonly name: string;
  readonly packed: PackedValue;
};

export type LargeRequest = {
  readonly type: 'read';
  readonly path: string;
  /** The payloads to decode, by member name. */
  readonly wanted: readonly string[];
};

export type LargeAnswers = {
  readonly read:
    | Exclude<ReadFile, { readonly type: 'read' }>
    | { readonly type: 'read'; readonly value: unknown; readonly payloads: readonly PackedMember[] };
};

/** Members with payloads, in runs, steps and the data of events. */
const payloadNames = ['input', 'output', 'error', 'result', 'payload', 'metadata'];

export function answerLargeFile({ path, wanted }: LargeRequest): LargeAnswers['read'] {
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

/** Removes payloads from their holder, which is posted without them. */
function takePayloads(holder: object, wanted: readonly string[]): readonly PackedMember[] {
  return payloadNames.flatMap(name => {
    const stored: unknown = Reflect.get(holder, name);
    if (stored === undefined) return [];
    if (!wanted.includes(name)) {
      Reflect.set(holder, name, omitPayload(stored));
      return [];
    }
    Reflect.deleteProperty(holder, name);
    const decode = name === 'input' && 'stepId' in holder ? decodeArguments : decodeWorkflowPayload;
    return [{ holder, name, packed: packValue(decode(stored)) }];
  });
}
