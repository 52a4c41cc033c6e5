import { Option } from 'commander';
import type { RunStore } from '../../contract/run-store.ts';
import { parseFilter } from '../../model/query/parse/parse-query.ts';
import type { RunSummary } from '../../model/run.ts';
import { countOf } from '../../model/text/formats.ts';
import { nothingToNotify, paceNotices } from '../../operations/notify/notice-pace.ts';
import { watchRuns } from '../../operations/watch/run-watch.ts';
import type { Context } from '../context/context.ts';
import { exitCodeOfStatus, exitCodes } from '../context/exit-codes.ts';
import { createChangePrinter } from '../follow/change-printer.ts';
import { createMissingNotice, createOutageNotice } from '../follow/follow-notices.ts';
import { openOwnFailures } from '../memory/own-failures.ts';
import { type DataOptions, defineCommand } from '../options/define-command.ts';
import { notifyHelp } from '../options/target-options.ts';
import { writeNotice } from '../print/write.ts';
import { refuseUnknownStatus, withStore } from '../store/with-store.ts';

type Options = DataOptions & {
  readonly until?: 'failed' | 'done';
  readonly exitStatus?: true;
  readonly notify?: true;
};

export const watch = defineCommand({
  description: 'print a line as each run appears, and as its status changes, or what it waits for',
  declare: command =>
    command
      .argument('[filter...]', 'only runs that match, such as workflow:signup-pipeline status:failed')
      .addOption(
        new Option('--until <state>', 'end once a run failed, or once none is active').choices([
          'failed',
          'done',
        ]),
      )
      .option('--exit-status', 'exit with 1 if a run failed or was canceled')
      .option('--notify', notifyHelp),
  examples: {
    'runlens watch': '',
    'runlens watch status:failed -o ndjson': 'for a script',
    'runlens watch workflow:signup-pipeline --until done --exit-status': '',
  },
  run: runWatch,
});

async function runWatch(options: Options, context: Context): Promise<number> {
  const { args, until, exitStatus, output, target, notify } = options;
  const query = parseFilter(args.join(' '));
  const { signal, now } = context;
  return withStore(target, context, async store => {
    await refuseUnknownStatus(store, query, context);
    const printer = await createChangePrinter(output, context);
    const notifyFailed = notify && (await createFailureNotifier(store, context));
    const notice = { outage: createOutageNotice(context), missing: createMissingNotice(context) };
    let code: number = exitCodes.ok;
    let isFirst = true;
    for await (const watched of watchRuns(store, query, { signal, now, onOutage: notice.outage })) {
      notice.missing(watched.missing);
      if (isFirst) writeBeginning(store, watched.active, context);
      isFirst = false;
      const shown = until === 'failed' ? upToFailure(watched.changed) : watched.changed;
      await printer.print(shown, watched.readAt);
      if (notifyFailed) await notifyFailed(shown);
      if (exitStatus) code = shown.map(run => exitCodeOfStatus(run.status)).find(Boolean) ?? code;
      const hasFailed = shown.some(run => run.status === 'failed');
      if (until === 'failed' ? hasFailed : until === 'done' && watched.active === 0) break;
    }
    return code;
  });
}

/** Tells a person, who waits for the first line, whether anything runs. */
function writeBeginning({ target }: RunStore, active: number, context: Context): void {
  if (!context.stderr.isTTY) return;
  const runs = active === 0 ? 'no run is active' : `${countOf(active, 'run')} active`;
  writeNotice(`watching ${target.location}, ${runs}; Ctrl-C ends it`, context);
}

function upToFailure(runs: readonly RunSummary[]): readonly RunSummary[] {
  const at = runs.findIndex(run => run.status === 'failed');
  return at < 0 ? runs : runs.slice(0, at + 1);
}

/** Notifies at most once a minute, and nothing but a terminal. */
async function createFailureNotifier(store: RunStore, context: Context) {
  const { notificationSequence } = await import('../../terminal/known-terminals.ts');
  const { withoutMuted } = await import('../../operations/notify/without-muted.ts');
  const { stdout, stderr, env, now, signal } = context;
  const terminal = [stderr, stdout].find(stream => stream.isTTY);
  if (!terminal) writeNotice('runlens: --notify does nothing here: there is no terminal', context);
  const own = await openOwnFailures(context, store.target);
  let pace = nothingToNotify;
  return async (changed: readonly RunSummary[]) => {
    const failed = changed.filter(run => run.status === 'failed');
    const unmuted = await withoutMuted(failed, { store, own, now: now(), signal });
    const next = paceNotices(pace, unmuted, now());
    pace = next.pace;
    if (next.text !== undefined) terminal?.write(notificationSequence(next.text, env));
  };
}
