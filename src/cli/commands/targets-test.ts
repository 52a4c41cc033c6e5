import type { Capabilities } from '../../contract/capabilities.ts';
import { newestFirst } from '../../contract/lists/sort.ts';
import type { ServerAbout, StoreCheck, TargetInfo } from '../../contract/target-info.ts';
import { InspectorError } from '../../model/errors.ts';
import { emptyQuery } from '../../model/query/query.ts';
import { countOf, formatDuration } from '../../model/text/formats.ts';
import { safeLine } from '../../model/text/safe-text.ts';
import { sanitizeLine } from '../../model/text/sanitize.ts';
import { UnclearDatabase } from '../../stores/open-database.ts';
import { resolveTarget } from '../../targets/resolve-target.ts';
import type { SingleTarget } from '../../targets/target.ts';
import type { Context } from '../context/context.ts';
import { exitCodeOf, exitCodes } from '../context/exit-codes.ts';
import { type DataOptions, defineCommand } from '../options/define-command.ts';
import { type ListShape, printData, printList } from '../print/print-list.ts';
import { writeNotice, writeOut } from '../print/write.ts';

export const targetsTest = defineCommand({
  description: 'open a target and read from it; several, separated by commas, are tested one by one',
  declare: command => command.argument('[target]', 'default: the one in use'),
  examples: {
    'runlens targets test': '',
    'runlens targets test https://runs.example.com':
      'its version, the scopes of the token, the response time',
    'runlens targets test shop,cloud': '',
  },
  run: runTargetsTest,
});

type TestedTarget = {
  readonly info: TargetInfo;
  readonly about?: ServerAbout;
  readonly runs?: number;
  readonly hasRuns?: boolean;
  readonly latencyMs?: number;
  readonly check?: StoreCheck;
  readonly can?: Capabilities;
  readonly error?: InspectorError;
};

/** Several targets exit with the worst of their codes. */
async function runTargetsTest(options: DataOptions, context: Context): Promise<number> {
  const { args, target, output } = options;
  const resolved = await resolveTarget(args[0] ?? target.named, context, target);
  for (const warning of resolved.warnings) writeNotice(`runlens: ${warning}`, context);
  const members = resolved.kind === 'merged' ? resolved.members : [resolved];
  const all = (await Promise.all(members.map(one => testTargets(one, context)))).flat();
  const [tested] = all;
  if (tested && all.length === 1) {
    if (output.format !== 'table') await printData(testedShape.toJson(tested), output, context);
    if (tested.error) throw tested.error;
    if (output.format === 'table') await writeOut(`${toLine(tested)}\n`, context);
    return exitCodes.ok;
  }
  await printList(all, testedShape, output, context);
  return Math.max(...all.map(({ error }) => (error ? exitCodeOf(error) : exitCodes.ok)));
}

/** A database may turn out to be several targets. */
async function testTargets(target: SingleTarget, context: Context): Promise<readonly TestedTarget[]> {
  const tested = await testTarget(target, context);
  const { error } = tested;
  const parts = error instanceof UnclearDatabase ? error.targets : [];
  return parts.length === 0 ? [tested] : Promise.all(parts.map(part => testTarget(part, context)));
}

async function testTarget(target: SingleTarget, context: Context): Promise<TestedTarget> {
  const { signal, now } = context;
  try {
    const store = await context.openStore(target);
    try {
      const check = await store.check?.({ signal });
      const about = await store.about?.({ signal });
      if (about && !about.scopes.includes('read') && about.scopes.length > 0)
        return { info: target.info, about };
      const start = performance.now();
      const page = await store.listRuns(emptyQuery, { sort: newestFirst, limit: 1, signal, now: now() });
      const latencyMs = performance.now() - start;
      const counts = await store.counts({ signal });
      const { can } = store;
      // Only an open database tells what it holds.
      const info = target.kind === 'postgres' ? store.target : target.info;
      const does = check || info.isEngine ? { can } : {};
      return { info, about, check, ...does, runs: counts?.total, hasRuns: page.runs.length > 0, latencyMs };
    } finally {
      await store.close();
    }
  } catch (error) {
    if (!(error instanceof InspectorError)) throw error;
    return { info: target.info, error };
  }
}

const testedShape: ListShape<TestedTarget> = {
  toJson: ({ info, about, check, can, runs, latencyMs, error }) => ({
    ok: error === undefined,
    name: sanitizeLine(info.name),
    kind: info.kind,
    location: sanitizeLine(info.location),
    reason: sanitizeLine(info.reason),
    insecure: info.isInsecure,
    readOnly: info.isReadOnly,
    runs,
    version: about?.version,
    scopes: about?.scopes,
    versions: check?.versions,
    tables: check?.tables.map(name => sanitizeLine(name)),
    rights: check?.rights,
    clockSkewMs: check?.clockSkewMs,
    can: can && wordsOf(can),
    latencyMs: latencyMs === undefined ? undefined : Math.round(latencyMs * 10) / 10,
    problem: error && sanitizeLine(error.message),
    hint: error?.hint === undefined ? undefined : sanitizeLine(error.hint),
  }),
  tsv: ['ok', 'name', 'kind', 'location', 'runs', 'version', 'latencyMs', 'problem'],
  table: all => all.map(toLine),
};

function toLine({ info, about, check, can, runs, hasRuns, latencyMs, error }: TestedTarget): string {
  const { location, reason } = info;
  if (error) {
    const hint = error.hint === undefined ? '' : ` (${error.hint})`;
    return safeLine(`failed  ${info.isNamed ? info.name : location}  ${error.message}${hint}`);
  }
  const server = about ? [`runlens ${about.version}`, `may ${about.scopes.join(', ') || 'do nothing'}`] : [];
  const size = latencyMs === undefined ? 'may not read' : sizeText(runs, hasRuns);
  const parts = [
    ...server,
    ...(check ? checkTexts(check) : []),
    ...canTexts(can, check),
    size,
    ...(latencyMs === undefined ? [] : [formatDuration(latencyMs)]),
  ];
  return safeLine(`ok  ${location} (${reason}): ${parts.join(' · ')}`);
}

function checkTexts({ versions, tables, rights, clockSkewMs }: StoreCheck): readonly string[] {
  const { read, act, refused = [] } = rights;
  const may = read ? `may read${act ? ' and act' : ', not act'}` : 'may not read all';
  const without = refused.length === 0 ? '' : ` (refused: ${refused.join(' ')})`;
  return [...versions, tables.join(', '), `${may}${without}`, ...clockTexts(clockSkewMs)];
}

/** A smaller difference may be the round trip. */
const leastSkewMs = 1_000;

function clockTexts(skewMs: number | undefined): readonly string[] {
  if (skewMs === undefined) return [];
  if (Math.abs(skewMs) < leastSkewMs) return ['its clock is right'];
  return [`its clock is ${formatDuration(Math.abs(skewMs))} ${skewMs > 0 ? 'ahead' : 'behind'}`];
}

function canTexts(can: Capabilities | undefined, check: StoreCheck | undefined): readonly string[] {
  if (!can || check?.rights.act === false) return [];
  const words = wordsOf(can);
  return [words.length === 0 ? 'can only be read' : `can ${words.join(', ')}`];
}

function wordsOf({ cancel, kill, start, restart, verbs = [] }: Capabilities): readonly string[] {
  const words = Object.entries({ cancel, kill, start, retry: start || restart !== undefined }).flatMap(
    ([word, is]) => (is ? [word] : []),
  );
  return [...words, ...verbs.map(({ id }) => id)];
}

function sizeText(runs: number | undefined, hasRuns: boolean | undefined): string {
  if (runs !== undefined) return countOf(runs, 'run');
  return hasRuns ? 'has runs' : 'no runs';
}
