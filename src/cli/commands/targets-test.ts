import { newestFirst, type ServerAbout } from '../../contract/run-store.ts';
import { InspectorError } from '../../model/errors.ts';
import { emptyQuery } from '../../model/query/query.ts';
import { formatCount, formatDuration } from '../../model/text/formats.ts';
import { sanitizeLine } from '../../model/text/sanitize.ts';
import { resolveTarget } from '../../targets/resolve-target.ts';
import type { SingleTarget, TargetChoice } from '../../targets/resolved-target.ts';
import type { Context } from '../context.ts';
import { exitCodeOf, exitCodes } from '../exit-codes.ts';
import type { Output } from '../options/output-options.ts';
import { createListPrinter, type ListShape, printData } from '../print/print-list.ts';
import { say, writeOut } from '../print/write.ts';

type TestRequest = { readonly target: TargetChoice; readonly output: Output };

type Tested = {
  readonly target: SingleTarget;
  readonly about?: ServerAbout;
  readonly runs?: number;
  readonly hasRuns?: boolean;
  /** How long it took to read the newest run, once the target was open. */
  readonly latencyMs?: number;
  readonly error?: InspectorError;
};

/** Opens a target and reads from it; of several each for itself, and the exit code is that of the worst. */
export async function runTestTarget(request: TestRequest, context: Context): Promise<number> {
  const { target, output } = request;
  const found = await resolveTarget(target.named, context, target);
  for (const warning of found.warnings) say(`runlens: ${warning}`, context);
  if (found.kind !== 'merged') {
    const tested = await testOne(found, context);
    if (output.format !== 'table') await printData(testedShape.toJson(tested), output, context);
    if (tested.error) throw tested.error;
    if (output.format === 'table') await writeOut(`${toLine(tested)}\n`, context);
    return exitCodes.ok;
  }
  const all = await Promise.all(found.members.map(member => testOne(member, context)));
  const printer = createListPrinter(testedShape, output, context);
  await printer.add(all);
  await printer.end();
  return Math.max(...all.map(({ error }) => (error ? exitCodeOf(error) : exitCodes.ok)));
}

async function testOne(target: SingleTarget, context: Context): Promise<Tested> {
  const { signal, now } = context;
  try {
    const store = await context.openStore(target);
    try {
      const about = await store.about?.({ signal });
      if (about && !about.scopes.includes('read') && about.scopes.length > 0) return { target, about };
      const start = performance.now();
      const page = await store.listRuns(emptyQuery, { sort: newestFirst, limit: 1, signal, now: now() });
      const latencyMs = performance.now() - start;
      const counts = await store.counts({ signal });
      return { target, about, runs: counts?.total, hasRuns: page.runs.length > 0, latencyMs };
    } finally {
      await store.close();
    }
  } catch (error) {
    if (!(error instanceof InspectorError)) throw error;
    return { target, error };
  }
}

const testedShape: ListShape<Tested> = {
  toJson: ({ target, about, runs, latencyMs, error }) => ({
    ok: error === undefined,
    name: target.info.name,
    kind: target.info.kind,
    location: target.info.location,
    reason: target.info.reason,
    insecure: target.info.isInsecure,
    runs,
    version: about?.version,
    scopes: about?.scopes,
    latencyMs: latencyMs === undefined ? undefined : Math.round(latencyMs * 10) / 10,
    problem: error?.message,
    hint: error?.hint,
  }),
  tsv: ['ok', 'name', 'kind', 'location', 'runs', 'version', 'latencyMs', 'problem'],
  toTable: async all => all.map(toLine),
};

function toLine({ target, about, runs, hasRuns, latencyMs, error }: Tested): string {
  const { name, location, reason } = target.info;
  if (error) {
    const hint = error.hint === undefined ? '' : ` (${error.hint})`;
    return sanitizeLine(`failed  ${name}  ${error.message}${hint}`);
  }
  const size = latencyMs === undefined ? 'may not look' : sizeText(runs, hasRuns);
  const server = about ? [`runlens ${about.version}`, `may ${about.scopes.join(', ') || 'do nothing'}`] : [];
  const facts = [...server, size, ...(latencyMs === undefined ? [] : [formatDuration(latencyMs)])];
  return sanitizeLine(`ok  ${location} (${reason}): ${facts.join(' · ')}`);
}

function sizeText(runs: number | undefined, hasRuns: boolean | undefined): string {
  if (runs !== undefined) return `${formatCount(runs)} ${runs === 1 ? 'run' : 'runs'}`;
  return hasRuns ? 'has runs' : 'no runs';
}
