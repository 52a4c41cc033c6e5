import { sleep } from '../../async/sleep.ts';
import { type Verb, type VerbRequest, type VerbResult, verbRefusal } from '../../contract/verbs.ts';
import type { RunSummary } from '../../model/run.ts';
import type { ActAnswer } from './end-run.ts';
import type { Signal } from './run-source.ts';

type Performing<Row> = Signal & {
  readonly verbs?: readonly Verb[];
  readonly perform?: (row: Row, request: VerbRequest, options: Signal) => Promise<ActAnswer>;
  /** Reads the run anew. */
  readonly find: () => Promise<Row | undefined>;
  readonly summary: (row: Row) => RunSummary;
};

/** When it is looked at again: engines act a moment after they were asked. */
const looksAfterMs = [0, 50, 150, 300, 500];

/** Reads the status, acts if the verb is for such a run, and looks whether the run has changed. */
export async function performAndLook<Row>(request: VerbRequest, work: Performing<Row>): Promise<VerbResult> {
  const { verbs = [], perform, find, summary, signal } = work;
  const verb = verbs.find(({ id }) => id === request.verb);
  if (!verb || !perform) return { type: 'unsupported' };
  const row = await find();
  if (row === undefined) return { type: 'not-found' };
  const before = summary(row);
  const reason = verbRefusal(verb, before, Date.now());
  if (reason !== undefined) return { type: 'refused', reason };
  if (verb.loses !== undefined && !request.isSaved)
    return { type: 'refused', reason: `it is not saved, and would lose ${verb.loses}` };
  const answer = await perform(row, request, { signal });
  if (answer.type === 'gone') return { type: 'not-found' };
  if (answer.type === 'refused') return answer;
  const newId = answer.type === 'sent' && answer.newId !== undefined ? { newId: answer.newId } : {};
  for (const ms of looksAfterMs) {
    await sleep(ms, signal);
    const found = await find();
    if (found === undefined) return { type: 'done', ...newId };
    const now = summary(found);
    const isSeen = !verb.isFor(now) || now.finishedAt !== before.finishedAt;
    if (isSeen) return { type: 'done', status: now.status, label: now.statusLabel, ...newId };
  }
  return { type: 'requested' };
}
