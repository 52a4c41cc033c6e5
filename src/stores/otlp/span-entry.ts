import { errorLine } from '../error-line.ts';
import { isObject, listOf, textOf, toMs, toRecord } from './any-value.ts';
import { type Picked, pickAttributes, pickedNumber, pickedText } from './attribute-names.ts';
import { type Framed, toId } from './otlp-line.ts';
import { readSaid } from './read-messages.ts';

/** What the index keeps of a span; its text stays in the file, at the place `at` of a line. */
export type SpanEntry = {
  readonly line: number;
  readonly at: number;
  readonly traceId: string;
  readonly id: string;
  readonly parentId: string | undefined;
  /** Whether the parent was another process, as `flags` and `kind` tell: then its span is not to be expected here. */
  readonly isEntry: boolean;
  readonly name: string;
  readonly kind: number;
  /** Epoch ms with a fraction. */
  readonly startAt: number;
  readonly endAt: number;
  /** Some exporters write spans before they end, without a time of it. */
  readonly isOpen: boolean;
  readonly isFailed: boolean;
  readonly error: EntryError | undefined;
  readonly service: string | undefined;
  readonly facts: EntryFacts | undefined;
};

/** Absent parts were not recorded. */
export type EntryError = { readonly name?: string; readonly message?: string };

export type EntryFacts = {
  readonly runId?: string;
  readonly runStatus?: string;
  readonly conversation?: string;
  readonly workflow?: string;
  readonly agent?: string;
  readonly operation?: string;
  readonly tool?: string;
  readonly model?: string;
  readonly services: readonly string[];
  readonly inputTokens?: number;
  readonly outputTokens?: number;
  readonly costUsd?: number;
  readonly step?: string;
  readonly attempt?: number;
  readonly actor?: string;
  readonly method?: string;
  readonly route?: string;
  readonly destination?: string;
  readonly said?: { readonly input: readonly number[]; readonly output: readonly number[] };
};

/** Keeps one copy of texts that come again and again. */
export type Intern = (text: string) => string;

export function createIntern(): Intern {
  const texts = new Map<string, string>();
  return text => {
    const known = texts.get(text);
    if (known !== undefined) return known;
    if (texts.size < 100_000) texts.set(text, text);
    return text;
  };
}

const errorCode = 2;
const [serverKind, consumerKind] = [2, 5];
const [hasRemoteBit, isRemoteBit] = [0x100, 0x200];

/** `undefined` when the span cannot be told from others: it has no ids. */
export function toSpanEntry(
  { raw, resource }: Framed,
  place: { readonly line: number; readonly at: number },
  intern: Intern,
): SpanEntry | undefined {
  const traceId = toId(raw.traceId);
  const id = toId(raw.spanId);
  if (traceId === undefined || id === undefined) return undefined;
  const start = toMs(raw.startTimeUnixNano);
  const end = toMs(raw.endTimeUnixNano);
  const startAt = start ?? end ?? 0;
  const kind = typeof raw.kind === 'number' ? raw.kind : kindOf(raw.kind);
  const picked = pickAttributes(raw.attributes, kind === serverKind || kind === consumerKind);
  const isFailed = isObject(raw.status) && isErrorCode(raw.status.code);
  const service = serviceOf(resource);
  // Written out, because an object that begins with a spread takes half as much memory again.
  return {
    line: place.line,
    at: place.at,
    traceId: intern(traceId),
    id,
    parentId: sameText(toId(raw.parentSpanId)),
    isEntry: isEntry(raw.flags, kind),
    name: intern(textOf(raw.name) ?? 'span without a name'),
    kind,
    startAt,
    endAt: Math.max(startAt, end ?? startAt),
    isOpen: end === undefined,
    isFailed,
    error: isFailed ? errorOf(raw, picked) : undefined,
    service: service === undefined ? undefined : intern(service),
    facts: picked && toFacts(picked, intern),
  };
}

let lastParent: string | undefined;

/** One copy for spans of one parent that stand one after the other. */
function sameText(parentId: string | undefined): string | undefined {
  if (parentId !== lastParent) lastParent = parentId;
  return lastParent;
}

export function isErrorCode(code: unknown): boolean {
  return code === errorCode || code === 'STATUS_CODE_ERROR';
}

function kindOf(kind: unknown): number {
  const words = ['UNSPECIFIED', 'INTERNAL', 'SERVER', 'CLIENT', 'PRODUCER', 'CONSUMER'];
  return typeof kind === 'string' ? Math.max(0, words.indexOf(kind.replace('SPAN_KIND_', ''))) : 0;
}

/** Exporters that do not say whether a parent is remote still say that a span serves a request, or takes a message. */
function isEntry(flags: unknown, kind: number): boolean {
  if (typeof flags === 'number' && (flags & hasRemoteBit) !== 0) return (flags & isRemoteBit) !== 0;
  return kind === serverKind || kind === consumerKind;
}

function serviceOf(resource: unknown): string | undefined {
  if (!isObject(resource)) return undefined;
  const found = listOf(resource.attributes).find(item => isObject(item) && item.key === 'service.name');
  return isObject(found) && isObject(found.value) ? textOf(found.value.stringValue) : undefined;
}

/** The last exception that was recorded of a span that failed, else what its status says. */
function errorOf(raw: Framed['raw'], picked: Picked | undefined): EntryError {
  const exception = listOf(raw.events).findLast(event => isObject(event) && event.name === 'exception');
  const facts = isObject(exception) ? toRecord(exception.attributes) : {};
  const name = textOf(facts['exception.type']) ?? pickedText(picked, 'errorType');
  const status = isObject(raw.status) ? textOf(raw.status.message) : undefined;
  const message = textOf(facts['exception.message']) ?? status;
  return {
    ...(name === undefined ? {} : { name }),
    ...(message === undefined ? {} : { message: errorLine(message) }),
  };
}

const texts = [
  'runId',
  'runStatus',
  'conversation',
  'workflow',
  'agent',
  'operation',
  'tool',
  'model',
  'step',
  'actor',
  'method',
  'route',
  'destination',
] as const;

const numbers = [
  ['inputTokens', 'inputTokens'],
  ['outputTokens', 'outputTokens'],
  ['costUsd', 'cost'],
  ['attempt', 'attempt'],
] as const;

const noServices: readonly string[] = [];

/** Holds what is there and nothing else: a file may have millions of spans. */
function toFacts(picked: Picked, intern: Intern): EntryFacts {
  const facts: { -readonly [Name in keyof EntryFacts]: EntryFacts[Name] } = { services: noServices };
  for (const name of texts) {
    if (picked[name] === undefined) continue;
    const text = pickedText(picked, name);
    if (text !== undefined) facts[name] = intern(text);
  }
  for (const [name, picks] of numbers) {
    const number = pickedNumber(picked, picks);
    if (number !== undefined) facts[name] = number;
  }
  const services = [pickedText(picked, 'provider'), pickedText(picked, 'peer')];
  const named = services.filter(service => service !== undefined);
  if (named.length > 0) facts.services = named.map(intern);
  const said = readSaid(picked);
  if (said)
    facts.said = { input: said.input.map(({ key }) => key), output: said.output.map(({ key }) => key) };
  return facts;
}
