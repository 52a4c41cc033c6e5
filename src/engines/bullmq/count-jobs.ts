import type { StatusCounts } from '../../contract/run-store.ts';
import type { Command } from '../../drivers/redis/redis-client.ts';
import type { RunStatus } from '../../model/status.ts';
import type { RunGroup } from '../kit/row-lists.ts';
import { runIdOf, statusOf, toFields, toJobSummary } from './job-row.ts';
import { createRested, type JobSet, jobSets, mostAtOnce, scoresOf, setStatuses } from './queues.ts';
import type { JobStore } from './read-jobs.ts';

/** Over this many, jobs whose set does not tell their status are not counted. */
const mostRead = 100_000;

/** Counts by the sizes of sets; where a set holds several statuses, by what its jobs are, each read once. */
export function createJobCounts({ client, queues }: JobStore): () => Promise<StatusCounts | undefined> {
  /** By set, job and score: a job that changes gets another score. */
  let known = new Map<string, RunStatus>();
  return async () => {
    const sizes = await queues.sizes();
    const unclear = sizes.filter(({ set, size }) => setStatuses[set].length > 1 && size > 0);
    if (unclear.reduce((sum, { size }) => sum + size, 0) > mostRead) return undefined;
    const kept = new Map<string, RunStatus>();
    for (const { queue, set } of unclear) await readStatuses(queue, set, kept);
    known = kept;
    const counts: Partial<Record<RunStatus, number>> = {};
    let total = 0;
    const add = (status: RunStatus, count: number) => {
      if (count > 0) counts[status] = (counts[status] ?? 0) + count;
      total += count;
    };
    for (const { set, size } of sizes) {
      const [status] = setStatuses[set];
      if (setStatuses[set].length === 1) add(status, size);
    }
    for (const status of kept.values()) add(status, 1);
    return { ...counts, total };
  };

  async function readStatuses(queue: string, set: JobSet, kept: Map<string, RunStatus>): Promise<void> {
    for (let start = 0; ; start += mostAtOnce) {
      const [reply] = await client.send([
        ['zrange', queues.key(queue, set), start, start + mostAtOnce - 1, 'WITHSCORES'],
      ]);
      const jobs = scoresOf(reply).map(([id, score]) => ({
        id,
        key: `${set} ${score} ${runIdOf({ queue, id })}`,
      }));
      const unread = jobs.filter(({ key }) => !known.has(key));
      const replies = await client.send(
        unread.map(({ id }): Command => ['hmget', queues.key(queue, id), ...statusFields]),
      );
      const read = new Map(
        unread.map(({ key }, at) => [key, statusOf({ set, fields: toFields(statusFields, replies[at]) })]),
      );
      for (const { key } of jobs) kept.set(key, known.get(key) ?? read.get(key) ?? 'unknown');
      if (jobs.length < mostAtOnce) return;
    }
  }
}

const statusFields = ['atm', 'attemptsMade', 'ats', 'failedReason'] as const;

/** All jobs are read for their names; the time that it takes is a small share of the time between. */
export function createJobGroups(store: JobStore): () => Promise<readonly RunGroup[]> {
  return createRested(async () => {
    const groups = new Map<string, RunGroup>();
    for await (const jobs of store.read({ sets: jobSets, fields: ['name', 'timestamp', ...statusFields] })) {
      for (const job of jobs) {
        const { name, status, createdAt } = toJobSummary(job, store.prefix);
        const { count = 0, lastCreatedAt = createdAt } = groups.get(`${status} ${name}`) ?? {};
        const last = Math.max(lastCreatedAt, createdAt);
        groups.set(`${status} ${name}`, { name, status, count: count + 1, lastCreatedAt: last });
      }
    }
    return [...groups.values()];
  }, 0);
}
