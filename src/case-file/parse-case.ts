import * as v from 'valibot';
import { compareNewest } from '../contract/lists/run-order.ts';
import { compareSpans } from '../contract/trace-pages.ts';
import { InspectorError } from '../model/errors.ts';
import { isRecord } from '../model/is-record.ts';
import type { Log, Run, Span, Step, Trace } from '../model/run.ts';
import { isActive, statusInfo, strandedLabel, waitingText } from '../model/status.ts';
import { uncapitalize } from '../model/text/formats.ts';
import { safeLine } from '../model/text/safe-text.ts';
import { runSchema, stepSchema } from '../protocol/run-schema.ts';
import { wireTimeSchema } from '../protocol/wire-time-schema.ts';
import { caseKey, caseVersion } from './case-format.ts';

const optionalTime = v.optional(wireTimeSchema);

/** Members that this program does not know are left out, like the manifest, which only people read. */
const caseSchema = v.object({
  program: v.string(),
  createdAt: wireTimeSchema,
  from: v.array(v.string()),
  runs: v.array(v.unknown()),
});

const caseRunSchema = v.object({
  ...runSchema.entries,
  id: v.pipe(v.string(), v.nonEmpty('must not be empty')),
  statusLabel: v.optional(v.string()),
  strandedBy: v.optional(v.string()),
  wakeAt: optionalTime,
  steps: v.optional(v.array(v.object({ ...stepSchema.entries, wakeAt: optionalTime }))),
});

export type CaseRun = Run & { readonly steps: readonly Step[]; readonly trace: Trace };

export type Case = {
  /** Newest first. */
  readonly runs: readonly CaseRun[];
  /** Why runs were left out, a line each. */
  readonly problems: readonly string[];
};

/** Throws an `InspectorError` for a text that is no case file, or of which no run can be read. */
export function parseCase(text: string, location: string): Case {
  const value = parseJson(text, location);
  if (!isRecord(value) || !Object.hasOwn(value, caseKey)) throw noCase(location);
  refuseOtherVersion(value[caseKey], location);
  const whole = v.safeParse(caseSchema, value, { abortEarly: true });
  if (!whole.success) throw damaged(location, issueText(whole.issues[0]));
  const { length } = whole.output.runs;
  if (length > mostRead) throw damaged(location, `it holds ${length} runs, which nobody saved in one file`);
  const runs = new Map<string, CaseRun>();
  const problems: string[] = [];
  for (const [at, record] of whole.output.runs.entries()) {
    const read = v.safeParse(caseRunSchema, record, { abortEarly: true });
    if (!read.success) problems.push(issueText(read.issues[0], `runs[${at}]`));
    else if (runs.has(read.output.id)) problems.push(`runs[${at}]: its id is that of a run before`);
    else runs.set(read.output.id, toCaseRun(read.output));
  }
  if (runs.size === 0) throw damaged(location, problems[0] ?? 'it holds no run');
  return { runs: [...runs.values()].sort(compareNewest), problems };
}

function parseJson(text: string, location: string): unknown {
  if (text.trim() === '') throw new InspectorError('unreadable', `${location} is empty`, { hint: getAgain });
  refuseExcess(text, location);
  try {
    return JSON.parse(text);
  } catch (cause) {
    // The message would quote the file.
    throw new InspectorError('unreadable', `${location} is cut short or damaged: it is not JSON`, {
      hint: getAgain,
      cause,
    });
  }
}

/** Recorders keep a thousand levels of a payload, and few cases have a million lists and objects. */
const limits = { levels: 3_000, containers: 5_000_000 };
/** Far more than are saved in one file: each takes time to check. */
const mostRead = 10_000;

const getAgain = 'copy the file again from where it was saved';

/** Parsing more takes minutes and gigabytes. */
function refuseExcess(text: string, location: string): void {
  const { levels, containers } = measureNesting(text, limits);
  if (levels > limits.levels) throw damaged(location, `it is nested more than ${limits.levels} levels deep`);
  if (containers > limits.containers)
    throw damaged(location, `it holds more than ${limits.containers / 1_000_000} million lists and objects`);
}

function noCase(location: string): InspectorError {
  const hint = '"runlens case save <run-id> -f x.case.json" writes one';
  return new InspectorError('unreadable', `${location} is not a case file: it has no "${caseKey}"`, { hint });
}

function refuseOtherVersion(version: unknown, location: string): void {
  if (version === caseVersion) return;
  if (typeof version !== 'number' || !(version > caseVersion))
    throw damaged(location, `"${caseKey}" must be ${caseVersion}`);
  throw new InspectorError(
    'unsupported',
    `${location} was saved by a newer version of runlens: its format is ${version}, this version reads ${caseVersion}`,
    { hint: 'install a newer runlens, or have the case saved by an older one' },
  );
}

function damaged(location: string, reason: string): InspectorError {
  return new InspectorError('unreadable', `${location} is damaged: ${reason}`, { hint: getAgain });
}

function issueText(issue: v.BaseIssue<unknown>, prefix = ''): string {
  const place = [prefix, v.getDotPath(issue) ?? ''].filter(part => part !== '').join('.');
  const expected = issue.expected === null ? issue.message : `must be ${issue.expected}`;
  return safeLine(`${place}: ${expected}`, { maxLength: 200 });
}

function toCaseRun(run: v.InferOutput<typeof caseRunSchema>): CaseRun {
  const { trace, steps = [], messages = [], ...rest } = run;
  const ended = isActive(rest) ? { ...rest, statusLabel: labelWhenSaved(rest) } : rest;
  return { ...ended, messages, steps: distinct(steps), trace: toTrace(trace) };
}

/** Nothing runs any more in a file: `Was running`. */
function labelWhenSaved(
  run: Pick<Run, 'status' | 'statusLabel' | 'statusRaw' | 'strandedBy' | 'waitingFor'>,
) {
  const { status, statusRaw } = run;
  const stranded = run.strandedBy === undefined ? undefined : strandedLabel;
  const own = run.statusLabel ?? stranded ?? (status === 'unknown' ? statusRaw : undefined);
  const label = own ?? (waitingText(run) || statusInfo[status].label);
  return label.startsWith('Was ') ? label : `Was ${uncapitalize(label)}`;
}

/** Sorts the spans, drops duplicates, and cuts parents that are missing. */
function toTrace(
  trace: { readonly spans: readonly Span[]; readonly logs: readonly Log[] } | undefined,
): Trace {
  if (!trace) return { spans: [], logs: [] };
  const spans = distinct(trace.spans);
  const ids = new Set(spans.map(({ id }) => id));
  return {
    spans: spans.map(span => toPlacedSpan(span, ids)).sort(compareSpans),
    logs: trace.logs.toSorted((a, b) => a.at - b.at),
  };
}

function toPlacedSpan({ parentId, endAt, ...span }: Span, ids: ReadonlySet<string>): Span {
  return {
    ...span,
    ...(parentId !== undefined && parentId !== span.id && ids.has(parentId) ? { parentId } : {}),
    ...(endAt === undefined ? {} : { endAt: Math.max(span.startAt, endAt) }),
  };
}

function distinct<T extends { readonly id: string }>(items: readonly T[]): readonly T[] {
  const seen = new Set<string>();
  return items.filter(({ id }) => seen.size < seen.add(id).size);
}

const quote = 0x22;
const backslash = 0x5c;

type Nesting = { readonly levels: number; readonly containers: number };

/** How deep a JSON text is nested and how many lists and objects it has; stops where a limit is passed. */
export function measureNesting(text: string, limits: Nesting): Nesting {
  let depth = 0;
  let levels = 0;
  let containers = 0;
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    if (unit === quote) at = endOfString(text, at);
    // `[` and `{`, and what closes them, differ in one bit each.
    else if ((unit | 0x20) === 0x7b) {
      depth += 1;
      containers += 1;
      levels = Math.max(levels, depth);
      if (levels > limits.levels || containers > limits.containers) break;
    } else if ((unit | 0x20) === 0x7d) depth -= 1;
  }
  return { levels, containers };
}

/** The index of the closing quote, or the end of a text that is cut. */
function endOfString(text: string, start: number): number {
  for (let from = start + 1; ; ) {
    const end = text.indexOf('"', from);
    if (end < 0) return text.length;
    let before = end - 1;
    while (text.charCodeAt(before) === backslash) before -= 1;
    if ((end - before) % 2 === 1) return end;
    from = end + 1;
  }
}
