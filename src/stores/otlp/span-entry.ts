import { errorLine } from '../error-line.ts';
import { shortName } from '../short-name.ts';
import { isObject, listOf, textOf, toMs } from './any-value.ts';
import { type Picked, pickAttributes, pickedNumber, pickedText } from './attribute-names.ts';
import { exceptionOf } from './exception.ts';
import { readSaidEvents } from './genai-events.ts';
import { toOperation } from './operations.ts';
import { type Framed, toId } from './otlp-line.ts';
import { readSaid, type Said } from './read-messages.ts';

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
export type EntryError = {
  readonly name?: string;
  readonly message?: string;
  /** Whether it is an exception, and not only what a status says. */
  readonly isException?: boolean;
};

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
  /** What an engine that runs a workflow in many spans says of this one: the Workflow SDK's `start` or `execute`. */
  readonly phase?: string;
  readonly stepStatus?: string;
  readonly skipped?: boolean;
  /** What a run waits for that was suspended in this span. */
  readonly open?: { readonly steps: number; readonly hooks: number; readonly waits: number };
  readonly said?: SaidKeys;
};

/** What was said, by the keys of the messages. */
export type SaidKeys = { readonly input: readonly number[]; readonly output: readonly number[] };

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
  const isFailed = (isObject(raw.status) && isErrorCode(raw.status.code)) || saysFailed(picked);
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
    facts: toFacts(picked, raw.events, intern),
  };
}

/** The Workflow SDK ends its spans well, whatever happened in them; the AI SDK 5 and 6 those of a stream that broke off. */
function saysFailed(picked: Picked | undefined): boolean {
  if (picked?.finishReason === 'error') return true;
  if (picked?.runStatus === 'failed' || picked?.stepStatus === 'failed') return true;
  return picked?.stepStatus === 'running' && picked.errorType !== undefined;
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

/** The last exception that was recorded of a span that failed, else what its attributes or its status say. */
function errorOf(raw: Framed['raw'], picked: Picked | undefined): EntryError {
  const exception = listOf(raw.events).findLast(event => isObject(event) && event.name === 'exception');
  const told = isObject(exception) ? exceptionOf(exception.attributes) : undefined;
  const name = told?.name ?? pickedText(picked, 'errorType');
  const status = isObject(raw.status) ? textOf(raw.status.message) : undefined;
  const message = told?.message ?? pickedText(picked, 'errorMessage') ?? status;
  return {
    ...(name === undefined ? {} : { name }),
    ...(message === undefined ? {} : { message: errorLine(message) }),
    ...(told ? { isException: true } : {}),
  };
}

const texts = [
  'runId',
  'runStatus',
  'phase',
  'conversation',
  'agent',
  'tool',
  'model',
  'stepStatus',
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

type Facts = { -readonly [Name in keyof EntryFacts]: EntryFacts[Name] };

/** Holds what is there and nothing else: a file may have millions of spans. */
function toFacts(picked: Picked | undefined, events: unknown, intern: Intern): EntryFacts | undefined {
  const said = saidOf(picked, events);
  if (!picked) return said && { services: noServices, said };
  const facts: Facts = { services: noServices };
  for (const name of texts) {
    if (picked[name] === undefined) continue;
    const text = pickedText(picked, name);
    if (text !== undefined) facts[name] = intern(text);
  }
  for (const [name, picks] of numbers) {
    const number = pickedNumber(picked, picks);
    if (number !== undefined) facts[name] = number;
  }
  addNames(facts, picked, intern);
  const open = openOf(picked);
  if (open) facts.open = open;
  if (picked.skipped === true) facts.skipped = true;
  const services = [pickedText(picked, 'provider'), pickedText(picked, 'peer')];
  const named = services.filter(service => service !== undefined);
  if (named.length > 0) facts.services = named.map(intern);
  if (said) facts.said = said;
  return facts;
}

/** Names as people know them, and what a name stands for where the kind of the operation tells it. */
function addNames(facts: Facts, picked: Picked, intern: Intern): void {
  const workflow = pickedText(picked, 'workflow');
  if (workflow !== undefined) facts.workflow = intern(shortName(workflow));
  const step = pickedText(picked, 'step');
  if (step !== undefined) facts.step = intern(shortName(step));
  const operation = toOperation(pickedText(picked, 'operation') ?? '');
  if (operation) facts.operation = intern(operation);
  const entity = pickedText(picked, 'entity');
  if (entity === undefined) return;
  if (operation === 'invoke_agent') facts.agent ??= intern(entity);
  if (operation === 'execute_tool') facts.tool ??= intern(entity);
}

function openOf(picked: Picked): EntryFacts['open'] {
  const [steps, hooks, waits] = (['openSteps', 'openHooks', 'openWaits'] as const).map(name =>
    pickedNumber(picked, name),
  );
  const isSuspended = steps !== undefined || hooks !== undefined || waits !== undefined;
  return isSuspended ? { steps: steps ?? 0, hooks: hooks ?? 0, waits: waits ?? 0 } : undefined;
}

/** The keys of what was said, by the span's attributes, else by its events. */
function saidOf(picked: Picked | undefined, events: unknown): SaidKeys | undefined {
  const said = readSaid(picked) ?? readSaidEvents(events);
  return said && toKeys(said);
}

export function toKeys({ input, output }: Said): SaidKeys {
  return { input: input.map(({ key }) => key), output: output.map(({ key }) => key) };
}
