import type { RunStore } from '../../contract/run-store.ts';
import type { RunSummary } from '../../model/run.ts';
import { nothingToNotify, paceNotices } from '../../operations/notify/notice-pace.ts';
import type { Context } from '../context/context.ts';
import { openOwnFailures } from '../memory/own-failures.ts';
import { writeNotice } from '../print/write.ts';

/** Notifies the terminal of the runs that have failed, at most once a minute; nothing goes into a pipe. */
export async function createFailureNotifier(
  store: RunStore,
  context: Context,
): Promise<(changed: readonly RunSummary[]) => Promise<void>> {
  const { notificationSequence } = await import('../../terminal/notification.ts');
  const { withoutMuted } = await import('../../operations/notify/without-muted.ts');
  const { stdout, stderr, env, now, signal } = context;
  const terminal = [stderr, stdout].find(stream => stream.isTTY);
  if (!terminal) writeNotice('runlens: --notify does nothing here: there is no terminal', context);
  const own = await openOwnFailures(context, store.target);
  let pace = nothingToNotify;
  return async changed => {
    const failed = changed.filter(run => run.status === 'failed');
    const told = await withoutMuted(failed, { store, own, now: now(), signal });
    const next = paceNotices(pace, told, now());
    pace = next.pace;
    if (next.text !== undefined) terminal?.write(notificationSequence(next.text, env));
  };
}
