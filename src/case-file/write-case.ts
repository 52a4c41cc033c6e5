import { toJsonText } from '../model/payload/payload-text.ts';
import type { Run } from '../model/run.ts';
import { type MaskedPart, redactValue } from '../model/text/redact-value.ts';
import { safeLine } from '../model/text/safe-text.ts';
import { toWireRun, toWireTrace } from '../protocol/to-wire-run.ts';
import { toOptionalWireTime, toWireTime } from '../protocol/wire-time.ts';
import {
  type CaseOrigin,
  caseKey,
  caseVersion,
  type Masked,
  type MaskedPlace,
  mostCaseBytes,
  tooLargeCase,
} from './case-format.ts';
import { createCaseIds } from './case-ids.ts';

/** The text has a line for each run. */
type WrittenCase = { readonly text: string; readonly masked: Masked };

/** Masks the runs. Throws an `InspectorError` if the text is too large. */
export function writeCase(runs: readonly Run[], { program, createdAt, from }: CaseOrigin): WrittenCase {
  const places = createMaskedPlaces();
  const ids = createCaseIds(path => places.add({ path, kind: 'text', count: 1 }));
  const lines: string[] = [];
  let length = 0;
  for (const run of runs) {
    const { value } = redactValue(toWireCaseRun(ids.withCaseIds(run)), places.add);
    const line = toJsonText(value, { indent: 0 });
    length += Buffer.byteLength(line);
    if (length > mostCaseBytes) throw tooLargeCase('the runs have', 'save fewer runs in one file');
    lines.push(line);
  }
  const masked = places.masked();
  const head = { [caseKey]: caseVersion, program, createdAt: toWireTime(createdAt), from, masked };
  const members = Object.entries(head).map(
    ([key, value]) => `${JSON.stringify(key)}:${JSON.stringify(value)}`,
  );
  return { text: `{${members.join(',\n')},\n"runs":[\n${lines.join(',\n')}\n]}\n`, masked };
}

/** A run as the API gives it, with its whole trace and the fields that only engines' stores know. */
function toWireCaseRun(run: Run) {
  const { usual: _, ...wire } = toWireRun(run);
  const { spans, logs } = run.trace ?? { spans: [], logs: [] };
  return {
    ...wire,
    statusLabel: run.statusLabel,
    strandedBy: run.strandedBy,
    wakeAt: toOptionalWireTime(run.wakeAt),
    steps: wire.steps?.map((step, at) => ({ ...step, wakeAt: toOptionalWireTime(run.steps?.[at]?.wakeAt) })),
    trace: toWireTrace({ spans, logs, spanTotal: spans.length, logTotal: logs.length }),
  };
}

const mostPlaces = 1_000;
const longestPath = 200;

/** Counts by path and kind, the most frequent first. */
function createMaskedPlaces() {
  const places = new Map<string, MaskedPlace>();
  let others = 0;
  return {
    add({ path, kind, count }: MaskedPart): void {
      const shown = pathText(path);
      const key = `${kind} ${shown}`;
      const known = places.get(key);
      if (!known && places.size >= mostPlaces) others += count;
      else places.set(key, { path: shown, kind, count: count + (known?.count ?? 0) });
    },
    masked(): Masked {
      const sorted = [...places.values()].sort((a, b) => b.count - a.count);
      return { total: sorted.reduce((sum, { count }) => sum + count, others), places: sorted, others };
    },
  };
}

/** Items of a list share a path: `steps[].input`. */
function pathText(path: readonly string[]): string {
  const text = path.reduce(
    (joined, key) => (key === '[]' || joined === '' ? joined + key : `${joined}.${key}`),
    '',
  );
  return safeLine(text, { maxLength: longestPath });
}
