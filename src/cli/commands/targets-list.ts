import { withTimeout } from '../../async/deadline.ts';
import { ignoreExpected } from '../../model/errors.ts';
import { type ListedTarget, listTargets, toTargetJson } from '../../targets/list-targets.ts';
import type { Context } from '../context/context.ts';
import { type DataOptions, defineCommand } from '../options/define-command.ts';
import { type ListShape, printList } from '../print/print-list.ts';
import { writeNotice } from '../print/write.ts';

export const targetsList = defineCommand({
  description: 'list the targets known here; * marks the one in use',
  as: { isDefault: true },
  examples: { 'runlens targets': '', 'runlens targets list --json': '' },
  run: runTargetsList,
});

async function runTargetsList({ output, target }: DataOptions, context: Context): Promise<void> {
  const listed = await nameParts(await listTargets(target.named, context, target));
  await printList(listed, targetShape, output, context);
  if (listed.length === 0) {
    writeNotice(
      'no targets are known here: run "runlens demo", or record runs with runlens/recorder',
      context,
    );
  }
}

const longestLookMs = 3_000;

/** A database that the user named, and uses, is listed as the stores that it holds. */
async function nameParts(listed: readonly ListedTarget[]): Promise<readonly ListedTarget[]> {
  const [used, ...others] = listed;
  if (!used?.isUsed || used.target?.kind !== 'postgres' || used.target.found?.writtenBy !== 'user')
    return listed;
  const { findDatabaseTargets } = await import('../../stores/open-database.ts');
  // A database that cannot be opened is listed; opening it says why it cannot.
  const looking = findDatabaseTargets(used.target).catch(ignoreExpected);
  const found = await withTimeout(looking, longestLookMs);
  if (!found || found.length === 0) return listed;
  const parts = found.map(target => ({
    ...{ name: target.info.name, location: target.info.location, from: used.from, target },
    isUsed: found.length === 1,
  }));
  return [...parts, ...others];
}

const targetShape: ListShape<ListedTarget> = {
  toJson: toTargetJson,
  tsv: ['name', 'kind', 'location', 'from', 'inUse', 'problem'],
  table: [
    { title: '', text: listed => (listed.isUsed ? '*' : '') },
    { title: 'NAME', text: listed => listed.name },
    { title: 'LOCATION', text: listed => listed.location },
    { title: 'WHY', text: listed => listed.problem ?? listed.from },
  ],
};
