import type { Command } from 'commander';
import { newestFirst } from '../../contract/lists/sort.ts';
import type { ServerAbout } from '../../contract/server-about.ts';
import { InspectorError } from '../../model/errors.ts';
import { emptyQuery } from '../../model/query/query.ts';
import { countOf, formatDuration } from '../../model/text/formats.ts';
import { safeLine } from '../../model/text/safe-text.ts';
import { sanitizeLine } from '../../model/text/sanitize.ts';
import { resolveTarget } from '../../targets/resolve-target.ts';
import type { SingleTarget } from '../../targets/target.ts';
import type { Context, Runner } from '../context/context.ts';
import { exitCodeOf, exitCodes } from '../context/exit-codes.ts';
import { addExamples } from '../options/examples.ts';
import { addDataOptions, type DataOptions, dataOptionsOf } from '../options/output-options.ts';
import { createListPrinter, type ListShape, printData } from '../print/print-list.ts';
import { writeNotice, writeOut } from '../print/write.ts';

export function declareCommand(group: Command, { context, done }: Runner): Command {
  const command = group
    .command('test')
    .description('open a target and read from it; several, separated by commas, are tested one by one')
    .argument('[target]', 'default: the one in use');
  addDataOptions(command);
  addExamples(command, {
    'runlens targets test': '',
    'runlens targets test https://runs.example.com':
      'its version, the scopes of the token, the response time',
    'runlens targets test shop,cloud': '',
  });
  return command.action(async (named: string | undefined) => {
    const { output, target } = dataOptionsOf(command, context);
    const chosen = named === undefined ? target : { ...target, named };
    done(await runTargetsTest({ output, target: chosen }, context));
  });
}

type TestedTarget = {
  readonly target: SingleTarget;
  readonly about?: ServerAbout;
  readonly runs?: number;
  readonly hasRuns?: boolean;
  /** How long it took to read the newest run, once the target was open. */
  readonly latencyMs?: number;
  readonly error?: InspectorError;
};

/** Opens a target and reads from it; of several the exit code is the worst. */
async function runTargetsTest({ target, output }: DataOptions, context: Context): Promise<number> {
  const resolved = await resolveTarget(target.named, context, target);
  for (const warning of resolved.warnings) writeNotice(`runlens: ${warning}`, context);
  if (resolved.kind !== 'merged') {
    const tested = await testTarget(resolved, context);
    if (output.format !== 'table') await printData(testedShape.toJson(tested), output, context);
    if (tested.error) throw tested.error;
    if (output.format === 'table') await writeOut(`${toLine(tested)}\n`, context);
    return exitCodes.ok;
  }
  const all = await Promise.all(resolved.members.map(member => testTarget(member, context)));
  const printer = createListPrinter(testedShape, output, context);
  await printer.add(all);
  await printer.end();
  return Math.max(...all.map(({ error }) => (error ? exitCodeOf(error) : exitCodes.ok)));
}

async function testTarget(target: SingleTarget, context: Context): Promise<TestedTarget> {
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

const testedShape: ListShape<TestedTarget> = {
  toJson: ({ target, about, runs, latencyMs, error }) => ({
    ok: error === undefined,
    name: sanitizeLine(target.info.name),
    kind: target.info.kind,
    location: sanitizeLine(target.info.location),
    reason: sanitizeLine(target.info.reason),
    insecure: target.info.isInsecure,
    runs,
    version: about?.version,
    scopes: about?.scopes,
    latencyMs: latencyMs === undefined ? undefined : Math.round(latencyMs * 10) / 10,
    problem: error && sanitizeLine(error.message),
    hint: error?.hint === undefined ? undefined : sanitizeLine(error.hint),
  }),
  tsv: ['ok', 'name', 'kind', 'location', 'runs', 'version', 'latencyMs', 'problem'],
  toTable: async all => all.map(toLine),
};

function toLine({ target, about, runs, hasRuns, latencyMs, error }: TestedTarget): string {
  const { name, location, reason } = target.info;
  if (error) {
    const hint = error.hint === undefined ? '' : ` (${error.hint})`;
    return safeLine(`failed  ${name}  ${error.message}${hint}`);
  }
  const server = about ? [`runlens ${about.version}`, `may ${about.scopes.join(', ') || 'do nothing'}`] : [];
  const size = latencyMs === undefined ? 'may not read' : sizeText(runs, hasRuns);
  const parts = [...server, size, ...(latencyMs === undefined ? [] : [formatDuration(latencyMs)])];
  return safeLine(`ok  ${location} (${reason}): ${parts.join(' · ')}`);
}

function sizeText(runs: number | undefined, hasRuns: boolean | undefined): string {
  if (runs !== undefined) return countOf(runs, 'run');
  return hasRuns ? 'has runs' : 'no runs';
}
