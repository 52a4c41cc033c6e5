import type { RunSummary } from '../../model/run.ts';
import { nothingToNotify, paceNotices } from '../../operations/notify/notice-pace.ts';
import type { Context } from '../context.ts';
import { writeNotice } from '../print/write.ts';

/** Notifies the terminal of the runs that have failed, at most once a minute; nothing goes into a pipe. */
export async function createFailureNotifier(
  context: Context,
): Promise<(changed: readonly RunSummary[]) => void> {
  const { notificationSequence } = await import('../../terminal/notification.ts');
  const { stdout, stderr, env, now } = context;
  const terminal = [stderr, stdout].find(stream => stream.isTTY);
  if (!terminal) writeNotice('runlens: --notify does nothing here: there is no terminal', context);
  let pace = nothingToNotify;
  return changed => {
    const failed = changed.filter(run => run.status === 'failed');
    const next = paceNotices(pace, failed, now());
    pace = next.pace;
    if (next.text !== undefined) terminal?.write(notificationSequence(next.text, env));
  };
}
