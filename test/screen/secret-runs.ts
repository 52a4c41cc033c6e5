import type { Log, Run, RunError, Span, Step, UsageItem } from '../../src/model/run.ts';
import type { DetailCommand } from '../../src/screen/run/detail-state.ts';
import {
  type MadeUpSecret,
  madeUpSecrets,
  type WrittenForm,
  writtenForms,
} from '../model/text/made-up-secrets.ts';
import { oneIn } from '../trials.ts';

export const secrets = madeUpSecrets();

const at = Date.UTC(2026, 10, 24, 12, 0, 0);

/** Shows what is below the spans of a trace, unfolded: the data of their steps, and their attributes. */
export const enterEachRow: readonly DetailCommand[] = [
  ...walk(120, { type: 'enter' }),
  ...walk(200, { type: 'unfold' }),
];

function walk(rows: number, command: DetailCommand): readonly DetailCommand[] {
  const down = { type: 'move', by: 1 } as const;
  return [{ type: 'top' }, ...Array.from({ length: rows }, () => [command, down]).flat()];
}

/** A run for each secret, which stands in all of its names. */
export function namedBySecrets({ write }: WrittenForm, among = secrets): readonly Run[] {
  return among.map((secret, index) => runNamed(write(secret), index));
}

function runNamed(text: string, index: number): Run {
  const isActive = index % 2 === 0;
  return {
    id: `run_${String(index).padStart(4, '0')}`,
    kind: index % 3 === 0 ? 'agent' : 'workflow',
    name: text,
    status: isActive ? 'running' : 'failed',
    statusRaw: text,
    statusLabel: index % 5 === 0 ? text : undefined,
    trigger: { type: text, label: text, raw: text, at },
    actor: text,
    project: text,
    parentId: text,
    createdAt: at - index * 1000,
    startedAt: at - index * 1000,
    finishedAt: isActive ? undefined : at + 5000,
    models: [text, 'gpt-5-mini', text],
    services: [text],
    errorSummary: { name: text, message: text, step: text },
    usage: [{ name: text, kind: 'other', quantity: 2, unit: text }],
    cancel: isActive ? { requestedAt: at, by: text, outcome: text } : undefined,
    steps: [stepNamed(text, 0)],
  };
}

/** A part of the secrets, another for every form, so that few of them are enough. */
export function someSecrets(form: WrittenForm, step: number): readonly MadeUpSecret[] {
  return everyNth(form, secrets, step);
}

/** A part of the ways to look at a run, another for every form: one of `few`, where CI tries all of them. */
export function someFor<Way>(form: WrittenForm, ways: readonly Way[], few: number): readonly Way[] {
  return everyNth(form, ways, oneIn(1, few));
}

/** A part of the forms, another in every place: one of `few`, where CI tries all of them. */
export function someForms(place: number, few: number): readonly WrittenForm[] {
  return writtenForms.filter((_, index) => (index + place) % oneIn(1, few) === 0);
}

function everyNth<Item>(form: WrittenForm, items: readonly Item[], step: number): readonly Item[] {
  const offset = writtenForms.indexOf(form);
  return items.filter((_, index) => (index + offset) % step === 0);
}

/** A run that holds some secrets in every part of its detail, also as keys. */
export function filledWithSecrets(form: WrittenForm): Run {
  const texts = someSecrets(form, oneIn(7, 12)).map(form.write);
  const text = texts.join('\n');
  const payload = payloadOf(texts);
  return {
    ...runNamed('everything', 1),
    kind: 'agent',
    name: 'everything',
    finishedAt: undefined,
    status: 'running',
    input: payload,
    output: { long: `${'line of a log\n'.repeat(40)}${text}`, ...payload },
    error: errorOf(text),
    raw: payload,
    usage: texts.map(usageNamed),
    steps: texts.map(stepNamed),
    messages: texts.flatMap((one, index) => [
      { id: `m${index}`, role: one, content: one, thought: one },
      {
        id: `n${index}`,
        role: 'assistant',
        content: { [one]: one, list: [one] },
        error: errorOf(one),
        toolCalls: [{ id: one, name: one, arguments: { [one]: one }, result: one, error: errorOf(one) }],
      },
    ]),
    trace: { spans: texts.flatMap(spansNamed), logs: texts.flatMap(logsOf) },
  };
}

function payloadOf(texts: readonly string[]): Readonly<Record<string, unknown>> {
  return {
    values: texts,
    texts: Object.fromEntries(texts.map((text, index) => [`text ${index}`, text])),
    keys: Object.fromEntries(texts.map((text, index) => [text, index])),
    containers: Object.fromEntries(texts.map(text => [text, { [text]: [text] }])),
    json: JSON.stringify(texts),
    nested: JSON.stringify({ body: JSON.stringify(texts) }),
  };
}

function errorOf(text: string): RunError {
  const value = { name: text, message: text, code: text, [text]: text, cause: { message: text } };
  return { value, name: text, message: text, code: text, stack: `${text}\n    at ${text}` };
}

function usageNamed(name: string): UsageItem {
  return { name, kind: 'other', quantity: 2, unit: name };
}

function stepNamed(name: string, index: number): Step {
  return {
    id: `step_${index}`,
    name,
    type: 'action',
    status: index % 2 === 0 ? 'running' : 'waiting',
    attempt: 1,
    startedAt: at,
    input: name,
    output: { [name]: name },
    error: errorOf(name),
  };
}

function spansNamed(name: string, index: number): readonly Span[] {
  const attributes = { [name]: name, 'error.type': name };
  const span: Span = {
    id: `sp_${index}`,
    name,
    kind: name,
    startAt: at,
    endAt: at + 10,
    status: 'error',
    attributes,
    events: [{ name, at, attributes }],
  };
  return [span, { ...span, id: `sp_${index}_inner`, parentId: span.id }];
}

function logsOf(text: string, index: number): readonly Log[] {
  return [{ at, level: text, message: text, spanId: `sp_${index}`, attributes: { [text]: text } }];
}
