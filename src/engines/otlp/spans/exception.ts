import { type FailureFacts, failureFacts } from '../../../model/failure/failure-facts.ts';
import { tellingLine } from '../../../model/failure/telling-line.ts';
import { isRecord, listOf, textOf } from '../../../model/is-record.ts';
import { cutText, errorLine } from '../../../model/text/cut-text.ts';
import { toRecord } from '../files/any-value.ts';

export type SpanError = {
  readonly name?: string;
  readonly message?: string;
  /** True for a recorded exception, as opposed to a status. */
  readonly isException?: boolean;
  /** Facts about the innermost cause that name and message do not tell. */
  readonly facts?: FailureFacts;
};

type Recorded = { readonly name?: string; readonly message?: string; readonly stack?: string };

export function exceptionOf(attributes: unknown) {
  const values = toRecord(attributes);
  const name = textOf(values['exception.type']);
  const message = textOf(values['exception.message']);
  const stack = textOf(values['exception.stacktrace']);
  return name === undefined && message === undefined && stack === undefined
    ? undefined
    : { name, message, stack };
}

export function lastException(events: unknown) {
  const event = listOf(events).findLast(one => isRecord(one) && one.name === 'exception');
  return isRecord(event) ? exceptionOf(event.attributes) : undefined;
}

/** Keeps only those parts of the stack that name the cause. */
export function toSpanError(recorded: Recorded, isException: boolean, pool: StringPool): SpanError {
  const { name, message } = recorded;
  const line = message === undefined ? undefined : errorLine(message);
  const isAllKept = line === message && recorded.stack === undefined;
  const facts = isAllKept ? undefined : factsBeyond({ name, message: line }, factsOf(recorded), pool);
  return {
    ...(name === undefined ? {} : { name }),
    ...(line === undefined ? {} : { message: line }),
    ...(isException ? { isException: true } : {}),
    ...(facts ? { facts } : {}),
  };
}

export function factsOfError({ name, message, facts }: SpanError): FailureFacts {
  return facts ?? factsOf({ name, message });
}

/** The first line of a stack of JavaScript. */
const scriptStack = /^([\p{ID_Start}_$][\p{ID_Continue}$.]*)(?: \[\w+\])?(?::| *\n)[\s\S]*?\n {2,}at /u;
/** `ECONNREFUSED`, `23505`, `rate_limit_exceeded`, and no class. */
const codeLike = /^(?:[A-Z][A-Z\d]*(?:_[A-Z\d]+)*|[A-Z\d]*\d[A-Z\d]*|[a-z\d]+(?:[_-][a-z\d]+)+)$/u;

/** In UTF-16 units: the rest of a stack or message is not searched. */
const mostUnits = 200_000;

/** OpenTelemetry for JavaScript records an error's code, if it has one, as its type. */
function factsOf({ name, message, stack = '' }: Recorded): FailureFacts {
  const ownName = name !== undefined && codeLike.test(name) ? scriptStack.exec(stack)?.[1] : undefined;
  const isCode = ownName !== undefined && ownName !== name;
  const named = isCode ? { name: ownName, code: name } : { name };
  const cut = { message: message && cutText(message, mostUnits), stack: cutText(stack, mostUnits) };
  return failureFacts({ value: undefined, ...named, ...cut });
}

function factsBeyond(shown: Recorded, facts: FailureFacts, pool: StringPool): FailureFacts | undefined {
  const known = factsOf(shown);
  const isOwnMessage = tellingLine(facts.message) === tellingLine(known.message);
  const isKnown =
    isOwnMessage && (['name', 'code', 'status', 'path'] as const).every(key => facts[key] === known[key]);
  if (isKnown) return undefined;
  // A copy: V8 keeps the whole text of a substring in memory.
  const keep = (text: string) => pool(Buffer.from(text).toString());
  const { name, code, path } = facts;
  return {
    ...facts,
    message: isOwnMessage ? known.message : keep(errorLine(tellingLine(facts.message))),
    name: name && keep(name),
    code: code && keep(code),
    path: path && keep(path),
  };
}

/** Returns the first of equal texts, so that each is held once. */
export type StringPool = (text: string) => string;

export function createStringPool(): StringPool {
  const texts = new Map<string, string>();
  return text => {
    const known = texts.get(text);
    if (known !== undefined) return known;
    if (texts.size < 100_000) texts.set(text, text);
    return text;
  };
}
