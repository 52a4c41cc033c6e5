import { lstatSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Masked } from '../../case-file/case-format.ts';
import { newestFirst } from '../../contract/lists/sort.ts';
import type { RunStore } from '../../contract/run-store.ts';
import { InspectorError } from '../../model/errors.ts';
import { parseFilter } from '../../model/query/parse/parse-query.ts';
import { runAddress } from '../../model/run.ts';
import { countOf, formatBytes, formatCount } from '../../model/text/formats.ts';
import { mostCaseRuns, readCaseRuns } from '../../operations/read-case-runs.ts';
import type { TargetChoice } from '../../targets/target.ts';
import type { Context } from '../context/context.ts';
import { caseOrigin } from '../context/version.ts';
import { idsAndFilter } from '../options/build-query.ts';
import { defineCommand, type Given } from '../options/define-command.ts';
import { parseCount } from '../options/parse-value.ts';
import { withProgress } from '../print/progress.ts';
import { writeNotice } from '../print/write.ts';
import { readPages } from '../store/read-pages.ts';
import { withStore } from '../store/with-store.ts';

type Options = Given & {
  readonly file: string;
  readonly filter?: string;
  readonly limit?: number;
  readonly force?: true;
  readonly target: TargetChoice;
};

export const caseSave = defineCommand({
  description: 'save runs, with everything recorded about them, in a file to share',
  declare: command =>
    command
      .argument('[run-id...]', 'the ids of the runs; target/id with several targets')
      .requiredOption('-f, --file <file>', 'the file to write, such as signup.case.json')
      .option('--filter <filter>', `the runs that match, at most ${mostCaseRuns}`)
      .option('--limit <count>', 'with --filter: only this many, the newest', parseCount)
      .option('--force', 'replace the file if it already exists'),
  shares: 'target',
  examples: {
    'runlens case save demo-failed -f signup.case.json': '',
    "runlens case save --filter 'status:failed since:1h' --limit 20 -f tonight.case.json": '',
    'runlens signup.case.json': 'opens it, on any machine',
  },
  run: runCaseSave,
});

async function runCaseSave(options: Options, context: Context): Promise<void> {
  const { file, force: isReplacing = false } = options;
  checkOptions(options);
  const path = resolve(context.cwd, file);
  // Refused before anything is read, and again when it is written.
  if (!isReplacing && lstatSync(path, { throwIfNoEntry: false })) throw alreadyThere(file);
  await withStore(options.target, context, async store => {
    const addresses = await addressesOf(options, store, context);
    const runs = await withProgress('reading runs', context, onProgress =>
      readCaseRuns(store, addresses, { now: context.now(), signal: context.signal, onProgress }),
    );
    const { writeCase } = await import('../../case-file/write-case.ts');
    const { writeNewFile } = await import('../../files/write-new-file.ts');
    const { text, masked } = writeCase(runs, caseOrigin(store.target, context));
    await writeNewFile(path, text, { isReplacing }).catch(error => {
      throw error instanceof InspectorError && error.kind === 'conflict' ? alreadyThere(file) : error;
    });
    const count = runs.length === 1 ? 'one run' : `${formatCount(runs.length)} runs`;
    writeNotice(`saved ${count} in ${file}, ${formatBytes(Buffer.byteLength(text))}`, context);
    writeNotice(maskedText(masked), context);
  });
}

function checkOptions({ args: ids, filter, limit, file }: Options): void {
  if (ids.length > 0 && filter !== undefined) throw idsAndFilter(ids, filter);
  if (ids.length === 0 && filter === undefined)
    throw new InspectorError('usage', 'no run is named', { hint: 'give ids of runs, or --filter' });
  if (limit !== undefined && filter === undefined)
    throw new InspectorError('usage', '--limit goes with --filter only', { hint: 'leave it out' });
  if (!/\.json$/i.test(file))
    throw new InspectorError('usage', `a case file has a name that ends with .case.json, unlike ${file}`, {
      hint: `write -f ${file}.case.json`,
    });
}

function alreadyThere(file: string): InspectorError {
  const hint = 'name another file, or replace it with --force';
  return new InspectorError('conflict', `${file} already exists, and nothing is saved`, { hint });
}

async function addressesOf(
  { args: ids, filter, limit }: Options,
  store: RunStore,
  context: Context,
): Promise<readonly string[]> {
  if (filter === undefined) return [...new Set(ids)];
  const wanted = Math.min(limit ?? mostCaseRuns + 1, mostCaseRuns + 1);
  const addresses: string[] = [];
  const request = { query: parseFilter(filter), sort: newestFirst, limit: wanted };
  for await (const { runs } of readPages(store, request, context)) addresses.push(...runs.map(runAddress));
  if (addresses.length === 0)
    throw new InspectorError('not-found', `no run of ${store.target.location} matches ${filter}`);
  if (addresses.length <= mostCaseRuns) return addresses;
  throw new InspectorError('usage', `more than ${mostCaseRuns} runs match, and nothing is saved`, {
    hint: `narrow the filter, or give --limit ${mostCaseRuns} for the newest`,
  });
}

const shownPlaces = 5;

/** `5 secrets are masked: input.password (3), error.message (2)`. */
function maskedText({ total, places }: Masked): string {
  if (total === 0) return 'nothing in it looked like a secret';
  const shown = places.slice(0, shownPlaces).map(({ path, count }) => `${path} (${formatCount(count)})`);
  const more = places.length > shownPlaces ? '; "masked" in the file lists all' : '';
  return `${countOf(total, 'secret is', 'secrets are')} masked: ${shown.join(', ')}${more}`;
}
