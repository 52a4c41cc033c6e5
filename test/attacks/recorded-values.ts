import type { RecordedFailure } from '../../src/model/failure/failure-facts.ts';
import { summarizeFailure } from '../../src/model/failure/summarize-failure.ts';
import { encodePayload } from '../../src/model/payload/encode-payload.ts';
import { parsePayload } from '../../src/model/payload/json-text.ts';
import type { Run, RunError } from '../../src/model/run.ts';
import { toRecordedError } from '../../src/recorder/run/recorded-error.ts';
import { createRun, now } from '../cli/sample-runs.ts';

/** A payload as a store gives it back. */
export function recorded(value: unknown): unknown {
  return parsePayload(encodePayload(value).json ?? 'null');
}

/** Every kind of value in which programs keep a text. */
export function valuesWith(text: string): Readonly<Record<string, unknown>> {
  const named = Object.assign(() => {}, {});
  Object.defineProperty(named, 'name', { value: text });
  const error = new TypeError(text, { cause: new Error(text) });
  return {
    string: text,
    error,
    named: Object.assign(new Error('no'), { name: text, code: text }),
    several: new AggregateError([new Error(text)], text),
    url: urlWith(text),
    pattern: new RegExp(text.replaceAll(/[^\w: =-]/gu, '\\$&')),
    symbol: Symbol(text),
    function: named,
    map: new Map<unknown, unknown>([
      [text, text],
      [new Error(text), 1],
    ]),
    set: new Set([text]),
    form: new URLSearchParams({ text }),
    instance: instanceOf(text),
    list: [[text]],
    object: { [text]: { [text]: text } },
    thrown: {
      get text(): string {
        throw new Error(text);
      },
    },
    json: JSON.stringify({ text }),
  };
}

function urlWith(text: string): unknown {
  return URL.canParse(text) ? new URL(text) : new URL(`https://example.com/${text}`);
}

function instanceOf(name: string): object {
  const made = class {
    readonly id = 1;
  };
  Object.defineProperty(made, 'name', { value: name });
  return new made();
}

/** A failed run that says a text in every kind of value, in its error, names, steps, messages and trace. */
export function runSaying(text: string, id = 'run_1'): Run {
  const input = recorded(valuesWith(text));
  const error = toError(Object.assign(new Error(text, { cause: new Error(text) }), { code: text }));
  const failure: RecordedFailure = error;
  return createRun({
    ...{ id, kind: 'agent', name: text, status: 'failed', statusLabel: text },
    ...{ startedAt: now - 5000, finishedAt: now - 1000, createdAt: now - 5000 },
    trigger: { type: 'webhook', label: text, raw: text },
    ...{ actor: text, project: text, models: [text], services: [text] },
    usage: [{ name: text, kind: 'model', unit: text, quantity: 1 }],
    ...{ input, output: input, raw: { text } },
    ...{ error, errorSummary: summarizeFailure({ error: failure, step: text, name: text }) },
    steps: [{ id: '1', name: text, type: text, status: 'failed', attempt: 1, input, output: input, error }],
    messages: [{ id: '1', role: 'assistant', content: text, thought: text }],
    trace: {
      // So many make a series, whose title has `*` for numbers.
      spans: Array.from({ length: 24 }, (_, at) => ({
        ...{ id: `sp_${at}`, name: `${text} ${at}`, kind: text, status: 'error' },
        ...{ startAt: now - 4000 + at, endAt: now - 3000, attributes: { text, [text]: text } },
        events: [{ name: text, at: now - 3000, attributes: { text } }],
      })),
      logs: [{ at: now - 3500, level: text, message: text, spanId: 'sp_0', attributes: { text } }],
    },
  });
}

function toError(thrown: unknown): RunError {
  const { value, ...fields } = toRecordedError(thrown);
  return { ...fields, value: parsePayload(value) };
}
