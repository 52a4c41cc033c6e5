import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openTemporalStore } from '../../../src/engines/temporal/open-temporal-store.ts';
import { describeReadableStore } from '../../contract/readable-contract.ts';
import {
  child,
  failed,
  historyOf,
  inLongNames,
  open,
  startedAt,
  succeeded,
  type Told,
} from './made-histories.ts';

describeReadableStore('exported histories of Temporal', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'runlens-temporal-'));
  const write = (name: string, value: unknown) => writeFileSync(join(folder, name), JSON.stringify(value));
  for (const [name, history] of Object.entries({ failed, succeeded, child, open }))
    write(`${name}.json`, history);
  for (const n of [1, 2, 3, 4, 5]) {
    const failure = { message: `mail ${n} was refused` };
    const end: Told =
      n % 2 === 0 ? ['WorkflowExecutionFailed', { failure }, 2] : ['WorkflowExecutionCompleted', {}, 2];
    write(
      `more-${n}.json`,
      inLongNames(historyOf('nightly', `more-${n}`, [end], { at: startedAt + n * 1_000 })),
    );
  }
  writeFileSync(join(folder, 'half.json'), '{"events":[{"eventId":"1","eventT');
  let added = 0;
  return {
    open: ({ scanRows } = {}) =>
      openTemporalStore({
        place: folder,
        target: { name: 'temporal', kind: 'temporal', location: folder, reason: 'argument' },
        pollMs: 20,
        ...(scanRows === undefined ? {} : { scanBudget: { ms: 10_000, rows: scanRows } }),
      }),
    addRun: async () => {
      added += 1;
      const end = ['WorkflowExecutionCompleted', {}, 1] as const;
      write(`new-${added}.json`, historyOf('new', `new-${added}`, [end], { at: startedAt + 60_000 + added }));
    },
    strangeIds: [folder, '__proto__', 'constructor', '', 'half'],
    fingerprint: async () =>
      readdirSync(folder)
        .filter(name => !name.startsWith('new-'))
        .map(name => name + readFileSync(join(folder, name), 'utf8'))
        .join('\n'),
    remove: async () => rmSync(folder, { recursive: true, force: true }),
  };
});
